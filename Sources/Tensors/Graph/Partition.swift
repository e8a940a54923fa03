/// A graph in two parts: what varies with some of its inputs, and what is fixed when the others are.
package struct Partition: Sendable {
  package let graph: Graph
  /// For each node whether it depends on an input that varies.
  package let varies: [Bool]
  /// For each node whether an output depends on it.
  package let live: [Bool]

  fileprivate init(_ graph: Graph, _ inputs: Set<Int>) {
    self.graph = graph
    live = graph.live
    var varies = [Bool](repeating: false, count: graph.nodes.count)
    for (k, node) in graph.nodes.enumerated() {
      if case .input(let input) = node.operation {
        varies[k] = inputs.contains(input)
      } else {
        varies[k] = node.inputs.contains { varies[$0] }
      }
    }
    self.varies = varies
  }

  /// For each operand of a node whether it varies.
  package func varying(_ node: Int) -> [Bool] { graph.nodes[node].inputs.map { varies[$0] } }

  /// The types of a node's operands.
  package func types(_ node: Int) -> [TensorType] {
    graph.nodes[node].inputs.map { graph.nodes[$0].type }
  }

  /// Whether a node is an affine function, over the real numbers, of those of its operands that vary.
  package func isAffine(_ node: Int) -> Bool {
    guard case .apply(let primitive) = graph.nodes[node].operation else { return true }
    let varying = varying(node)
    switch primitive.traits {
    case .linear(let linear): return linear.places.map { !varying[$0] } ?? true
    case .stopped: return true
    case .product: return !(varying[0] && varying[1])
    case .quotient: return !varying[1]
    case .selection: return !varying[0]
    case .opaque, .power, .monotone, .steps, .curve, .wave, .saturating, .extreme, .largest,
      .smallest, .logSumExp, .distribution, .inexact:
      return !varying.contains(true)
    }
  }

  /// Whether the outputs are affine functions of what varies.
  package var isAffine: Bool {
    graph.nodes.indices.allSatisfy { !live[$0] || !varies[$0] || isAffine($0) }
  }

  /// What a node does with rows of the leading dimension.
  package func rows(_ node: Int) -> Rows {
    guard case .apply(let primitive) = graph.nodes[node].operation else { return .mixed }
    return primitive.rows(types(node), varying: varying(node))
  }

  /// Whether a node keeps rows of the leading dimension apart.
  package func keepsRows(_ node: Int) -> Bool {
    if case .apart = rows(node) { true } else { false }
  }

  /// What fixed nodes mean, from the meanings of their operands; nil for all others.
  /// - Parameter wanted: the nodes that are asked for, with all they depend on; unless given, all that an
  ///   output depends on.
  package func fixed<Meaning>(
    _ wanted: [Int]? = nil, _ step: (Graph.Operation, [Meaning]) throws -> Meaning
  ) rethrows -> [Meaning?] {
    let isWanted = wanted.map { graph.needed(for: $0) } ?? live
    return try graph.meanings(
      of: zip(isWanted, varies).map { $0 && !$1 }, [Meaning?](repeating: nil, count: varies.count),
      step)
  }
}

extension Graph {
  /// What varies with inputs of the graph, given by their places, and what does not.
  package func partition(varying inputs: Set<Int> = [0]) -> Partition { Partition(self, inputs) }
}
