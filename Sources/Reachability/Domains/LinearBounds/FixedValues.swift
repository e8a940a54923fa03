import Tensors

/// What does not depend on the set: parameters, and what is computed from them alone. Rounding may have moved
/// the latter from what they are in exact arithmetic.
package struct FixedValues {
  package struct Fixed {
    package let point: Value
    let interval: Interval

    /// How far the exact value may be from the point; nil if it is the point.
    package let error: Value?

    fileprivate init(_ point: Value, _ interval: Interval) throws {
      self.point = point
      self.interval = interval
      error = interval.point != nil ? nil : try interval.reach(around: point)
    }
  }

  /// Of the nodes that an output depends on, by node.
  package private(set) var values: [Int: Fixed] = [:]

  /// - Parameters:
  ///   - captured: the graph's inputs after the first.
  ///   - wanted: the nodes that are asked for, with all they depend on; all unless given.
  package init(
    _ partition: Partition, _ captured: [Value], isSound: Bool, wanted: [Int]? = nil
  ) throws {
    let meanings = try partition.fixed(wanted) { operation, operands -> Fixed in
      switch operation {
      case .input(let index): return try FixedValues.exact(captured[index - 1], isSound)
      case .constant(let tensor): return try FixedValues.exact(.tensor(tensor), isSound)
      case .apply(let primitive):
        let point = try apply(primitive, operands.map(\.point))
        guard isSound else { return try FixedValues.exact(point, isSound) }
        return try Fixed(point, Interval.image(of: primitive, operands.map(\.interval)))
      }
    }
    for (k, fixed) in meanings.enumerated() { values[k] = fixed }
  }

  private static func exact(_ value: Value, _ isSound: Bool) throws -> Fixed {
    try Fixed(value, Interval(point: value, roundsOutward: isSound))
  }
}
