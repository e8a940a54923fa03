import Tensors

/// Funnels as monotonic sequence basins (Berry and Breslin 1995; Becker and Karplus 1997): from each minimum one goes over
/// its lowest transition state that leads to a lower minimum, and so on. Where no lower neighbour is known, the funnel ends.
public struct Funnels: Sendable {
  public struct Funnel: Sendable, Equatable {
    /// The number of the minimum at the bottom.
    public var bottom: Int
    public var energy: Double
    /// Minima from which sequences lead there, itself included.
    public var size: Int
  }

  /// In order of energy.
  public let funnels: [Funnel]
  /// Minima above which no transition state is known, but to themselves. Each is a funnel of its own.
  public let isolated: Int

  public init(_ graph: SaddleGraph) throws {
    let count = graph.minima.count
    // Places: lower ones come first.
    var next = [Int32](repeating: -1, count: count)
    var isLinked = [Bool](repeating: false, count: count)
    for (number, edge) in graph.edges.enumerated() {
      if number & 0xFFFF == 0 { try Cancellation.check() }
      let (low, high) = (min(edge.first, edge.second), max(edge.first, edge.second))
      isLinked[Int(low)] = true
      isLinked[Int(high)] = true
      // Of equal energy: neither is lower.
      guard graph.minima[Int(low)].energy < graph.minima[Int(high)].energy else { continue }
      // Lowest transition states come first.
      if next[Int(high)] < 0 { next[Int(high)] = low }
    }
    var bottom = [Int](repeating: 0, count: count)
    var size = [Int](repeating: 0, count: count)
    for place in 0..<count {
      bottom[place] = next[place] < 0 ? place : bottom[Int(next[place])]
      size[bottom[place]] += 1
    }
    funnels = (0..<count).filter { size[$0] > 0 }.map {
      Funnel(bottom: graph.minima[$0].id, energy: graph.minima[$0].energy, size: size[$0])
    }
    isolated = isLinked.count { !$0 }
  }
}
