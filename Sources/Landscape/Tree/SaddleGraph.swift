import Tensors

/// Minima, and the transition states that join two of them, both in order of energy.
///
/// Minima are known by their place in this order. A transition state never lies below its minima: where rounding says so,
/// its energy is theirs.
public struct SaddleGraph: Sendable {
  public struct Edge: Sendable, Equatable {
    public var energy: Double
    /// The number of the transition state.
    public var saddle: Int
    /// Places of minima.
    public var first: Int32
    public var second: Int32
  }

  /// Equal energies in the order of numbers.
  public let minima: [Basin]
  /// Without those that join a minimum with itself.
  public let edges: [Edge]
  /// Transition states that join a minimum with itself, up to the symmetry.
  public let selfConnections: Int
  private let places: [Int: Int32]

  /// - Throws: `TreeError` for numbers that occur twice or are unknown, and energies that are not finite.
  public init(minima: [Basin], links: [SaddleLink]) throws {
    let minima = SaddleGraph.sorted(minima) { ($0.energy, $0.id) < ($1.energy, $1.id) }
    var places = [Int: Int32](minimumCapacity: minima.count)
    for (place, minimum) in minima.enumerated() {
      if place & 0xFFFF == 0 { try Cancellation.check() }
      guard minimum.energy.isFinite else {
        throw TreeError.energyNotFinite(what: "minimum", id: minimum.id)
      }
      guard places.updateValue(Int32(place), forKey: minimum.id) == nil else {
        throw TreeError.repeatedMinimum(id: minimum.id)
      }
    }
    var edges: [Edge] = []
    edges.reserveCapacity(links.count)
    for (number, link) in links.enumerated() {
      if number & 0xFFFF == 0 { try Cancellation.check() }
      guard link.energy.isFinite else {
        throw TreeError.energyNotFinite(what: "saddle", id: link.id)
      }
      guard let first = places[link.first], let second = places[link.second] else {
        let missing = places[link.first] == nil ? link.first : link.second
        throw TreeError.unknownEnd(saddle: link.id, minimum: missing)
      }
      guard first != second else { continue }
      let ground = max(minima[Int(first)].energy, minima[Int(second)].energy)
      edges.append(
        Edge(energy: max(link.energy, ground), saddle: link.id, first: first, second: second))
    }
    self.minima = minima
    self.edges = SaddleGraph.sorted(edges) { ($0.energy, $0.saddle) < ($1.energy, $1.saddle) }
    selfConnections = links.count - edges.count
    self.places = places
  }

  /// Where a minimum stands.
  public func place(of id: Int) throws -> Int {
    guard let place = places[id] else {
      throw minima.isEmpty ? TreeError.noMinima : .noSuchMinimum(id: id, count: minima.count)
    }
    return Int(place)
  }

  /// What comes from an atlas is in order already.
  private static func sorted<Element>(
    _ elements: [Element], by isBefore: (Element, Element) -> Bool
  ) -> [Element] {
    let isInOrder = zip(elements, elements.dropFirst()).allSatisfy { !isBefore($1, $0) }
    return isInOrder ? elements : elements.sorted(by: isBefore)
  }
}
