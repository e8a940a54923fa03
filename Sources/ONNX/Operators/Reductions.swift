import Tensors

extension Operators {
  static let reductions: [String: Operator] = [
    "ReduceSum": reduction(axesFrom: 13) { try $0.sum($1, keep: $2) },
    "ReduceMean": reduction(axesFrom: 18) { try $0.mean($1, keep: $2) },
    "ReduceMax": reduction(axesFrom: 18) { try $0.max($1, keep: $2) },
    "ReduceMin": reduction(axesFrom: 18) { try $0.min($1, keep: $2) },
    "ReduceProd": reduction(axesFrom: 18) { try $0.product($1, keep: $2) },
    "ReduceLogSumExp": reduction(axesFrom: 18) { try $0.logSumExp($1, keep: $2) },
    "ReduceL1": reduction(axesFrom: 18) { try $0.abs().sum($1, keep: $2) },
    "ReduceL2": reduction(axesFrom: 18) { try $0.norm($1, keep: $2) },
    "ReduceSumSquare": reduction(axesFrom: 18) { try $0.square().sum($1, keep: $2) },
    "ReduceLogSum": reduction(axesFrom: 18) { try $0.sum($1, keep: $2).log() },
    "ArgMax": place { try $0.argMax($1) }, "ArgMin": place { try $0.argMin($1) },
    "CumSum": one { call in
      guard try call.integer("exclusive", default: 0) == 0,
        try call.integer("reverse", default: 0) == 0
      else { throw OperatorError("exclusive and reverse are not supported") }
      let x = try call.value(0)
      let axis = try call.axis(call.integers(1).first ?? 0, rank: x.shape.rank)
      return try x.cumulativeSum(axis)
    },
  ]

  /// The first place of the largest or smallest element along one dimension.
  private static func place(
    _ function: @escaping @Sendable (Value, Int) throws -> Value
  ) -> Operator {
    one { call in
      guard try call.integer("select_last_index", default: 0) == 0 else {
        throw OperatorError("select_last_index is not supported")
      }
      let x = try call.value(0)
      let axis = try call.axis(call.integer("axis", default: 0), rank: x.shape.rank)
      let result = try function(x, axis)
      guard try call.integer("keepdims", default: 1) != 0 else { return result }
      return try result.reshaped(to: Shape(x.shape.dimensions.replacing(axis, with: 1)))
    }
  }

  /// - Parameter version: from which on the axes are an input.
  private static func reduction(
    axesFrom version: Int,
    _ function: @escaping @Sendable (Value, [Int]?, Bool) throws -> Value
  ) -> Operator {
    one { call in
      let x = try call.value(0)
      let given =
        call.version >= version
        ? (call.has(1) ? try call.integers(1) : nil) : try call.integers("axes")
      let axes = try given.map { try $0.map { try call.axis($0, rank: x.shape.rank) } } ?? []
      let keep = try call.integer("keepdims", default: 1) != 0
      guard axes.isEmpty else { return try function(x, axes, keep) }
      // No axes: all of them, or none if the node says so.
      if try call.integer("noop_with_empty_axes", default: 0) != 0 { return x }
      return try function(x, nil, keep)
    }
  }
}

extension Array {
  func replacing(_ index: Int, with element: Element) -> [Element] {
    var copy = self
    copy[index] = element
    return copy
  }
}
