import Tensors

/// How high one must climb from any minimum to any other, exactly: the energy of the highest point on the lowest path.
///
/// Transition states join the components of the minima below them, in order of energy: a lowest path runs within the
/// minimum spanning tree (Kruskal 1956; single linkage). The forest of this union-find is kept as it is: the smaller component hangs below
/// the larger one, so no minimum is deeper than log2 n, and energies rise towards the root, so the last step up
/// is the barrier.
public struct Barriers: Sendable {
  /// Two components become one. The elder one is that with the lower minimum (the elder rule of persistence).
  public struct Merger: Sendable, Equatable {
    public var energy: Double
    /// The number of the transition state.
    public var saddle: Int
    /// Places of the lowest minima of the two components.
    public var elder: Int32
    public var younger: Int32
  }

  public let graph: SaddleGraph
  /// In order of energy, one less than minima for each component.
  public let mergers: [Merger]
  /// The minimum below which each one hangs, itself if none, and at which energy.
  private let above: [Int32]
  private let height: [Double]

  public init(_ graph: SaddleGraph) throws {
    let count = graph.minima.count
    var above = (0..<Int32(count)).map { $0 }
    var height = [Double](repeating: .infinity, count: count)
    // Of roots: the lowest minimum of the component, and how many it has.
    var lowest = above
    var size = [Int32](repeating: 1, count: count)
    var mergers: [Merger] = []
    mergers.reserveCapacity(max(0, count - 1))
    func root(_ place: Int32) -> Int32 {
      var place = place
      while above[Int(place)] != place { place = above[Int(place)] }
      return place
    }
    for (number, edge) in graph.edges.enumerated() {
      if number & 0xFFFF == 0 { try Cancellation.check() }
      var (low, high) = (Int(root(edge.first)), Int(root(edge.second)))
      guard low != high else { continue }
      if size[low] > size[high] { swap(&low, &high) }
      above[low] = Int32(high)
      height[low] = edge.energy
      size[high] += size[low]
      mergers.append(
        Merger(
          energy: edge.energy, saddle: edge.saddle, elder: min(lowest[low], lowest[high]),
          younger: max(lowest[low], lowest[high])))
      lowest[high] = min(lowest[low], lowest[high])
      if mergers.count == count - 1 { break }
    }
    self.graph = graph
    self.mergers = mergers
    self.above = above
    self.height = height
  }

  public var minima: [Basin] { graph.minima }

  /// Parts between which no path is known.
  public var components: Int { minima.count - mergers.count }

  /// The energy of the highest point on the lowest path between two minima, by number: of a transition state, or of the
  /// minimum if both are one. Infinite if no path is known.
  public func barrier(_ first: Int, _ second: Int) throws -> Double {
    barrier(places: try graph.place(of: first), try graph.place(of: second))
  }

  package func barrier(places first: Int, _ second: Int) -> Double {
    guard first != second else { return minima[first].energy }
    var (low, high) = (first, second)
    var reached = -Double.infinity
    while low != high, reached < .infinity {
      // The one that was hung earlier goes up first, so they meet where the two components did.
      if height[low] > height[high] { swap(&low, &high) }
      reached = height[low]
      low = Int(above[low])
    }
    return reached
  }
}
