/// What a function computes, as a key: its graph, compared in full, never by a hash alone.
///
/// Graphs are long: their hash is computed once, and copies of one graph are equal at a glance. What the
/// graph takes as inputs, parameters above all, is no part of it.
public struct Structure: Hashable, Sendable {
  public let graph: Graph
  private let hash: Int
  /// Whether the constants are small: what is kept by structure must not hold on to data.
  let isSmall: Bool

  private static let mostConstants = 1 << 20

  public init(_ graph: Graph) {
    self.graph = graph
    hash = graph.hashValue
    let bytes = graph.nodes.reduce(0) { sum, node in
      if case .constant = node.operation { sum + node.type.byteCount } else { sum }
    }
    isSmall = bytes <= Structure.mostConstants
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(hash) }

  public static func == (a: Structure, b: Structure) -> Bool {
    a.hash == b.hash && a.graph == b.graph
  }
}
