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
  ///   - varies: whether a node depends on the set.
  ///   - captured: the graph's inputs after the first.
  ///   - wanted: the nodes that are asked for, with all they depend on; all unless given.
  package init(
    _ graph: Graph, _ varies: [Bool], _ captured: [Value], isSound: Bool, wanted: [Int]? = nil
  ) throws {
    var isWanted = graph.live
    if let wanted {
      isWanted = [Bool](repeating: false, count: graph.nodes.count)
      for node in wanted { isWanted[node] = true }
      for k in graph.nodes.indices.reversed() where isWanted[k] {
        for input in graph.nodes[k].inputs { isWanted[input] = true }
      }
    }
    for (k, node) in graph.nodes.enumerated() where isWanted[k] && !varies[k] {
      switch node.operation {
      case .input(let index): values[k] = try FixedValues.exact(captured[index - 1], isSound)
      case .constant(let tensor): values[k] = try FixedValues.exact(.tensor(tensor), isSound)
      case .apply(let primitive):
        let operands = node.inputs.map { values[$0]! }
        let point = try apply(primitive, operands.map(\.point))
        values[k] =
          isSound
          ? try Fixed(point, Interval.image(of: primitive, operands.map(\.interval)))
          : try FixedValues.exact(point, isSound)
      }
    }
  }

  private static func exact(_ value: Value, _ isSound: Bool) throws -> Fixed {
    try Fixed(value, Interval(point: value, roundsOutward: isSound))
  }
}

extension Graph {
  /// For each node that does not depend on the set whether it is free of rounding.
  func exact(_ varying: [Bool]) -> [Bool] {
    var exact = [Bool](repeating: true, count: nodes.count)
    for (k, node) in nodes.enumerated() where !varying[k] {
      guard case .apply(let primitive) = node.operation else { continue }
      var isExact = !primitive.isInexact && node.inputs.allSatisfy { exact[$0] }
      if case .none = primitive.rounding(node.inputs.map { nodes[$0].type }) {
      } else {
        isExact = false
      }
      exact[k] = isExact
    }
    return exact
  }
}
