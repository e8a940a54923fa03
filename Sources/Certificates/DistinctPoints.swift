import Landscape

/// Proved points of one kind, and whether each is another one than all others, modulo symmetry.
///
/// Two points differ if their energies do, or the invariants of the symmetry by more than the points are known to, or if no
/// image of one lies as near to the other. Only points whose energies cannot be told apart are compared further.
public struct DistinctPoints {
  private struct Point {
    var id: Int
    var energy: ClosedRange<Double>
    var radius: Double
    var invariants: SymmetryInvariants
  }

  private var points: [Point] = []

  public init() {}

  public mutating func add(
    id: Int, _ certificate: Certificate, _ invariants: SymmetryInvariants
  ) {
    points.append(
      Point(
        id: id, energy: certificate.energy, radius: certificate.distance, invariants: invariants))
  }

  /// Points that may be the same as one with a lower number, with that number.
  public func undistinguished(
    coordinates: (Int) throws -> [Double], _ symmetry: any Symmetry
  ) throws -> [(id: Int, other: Int)] {
    let sorted = points.sorted { ($0.energy.lowerBound, $0.id) < ($1.energy.lowerBound, $1.id) }
    var found: [Int: Int] = [:]
    // Those before a point whose energies may reach up to its own.
    var open: [Point] = []
    for point in sorted {
      open.removeAll { $0.energy.upperBound < point.energy.lowerBound }
      for other in open where !areInvariantsApart(point, other) {
        let (low, high) = (min(point.id, other.id), max(point.id, other.id))
        guard found[high] == nil else { continue }
        let (a, b) = (try coordinates(low), try coordinates(high))
        if !(symmetry.distance(a, b) > reach(point, other)) { found[high] = low }
      }
      open.append(point)
    }
    return found.map { ($0.key, $0.value) }.sorted { $0.0 < $1.0 }
  }

  /// How far apart the points may be although they are one, with what rounding does to distances.
  private func reach(_ a: Point, _ b: Point) -> Double {
    a.radius + b.radius + 1e-10 * (1 + abs(a.invariants.first) + abs(a.invariants.second))
  }

  private func areInvariantsApart(_ a: Point, _ b: Point) -> Bool {
    let reach = reach(a, b)
    return abs(a.invariants.first - b.invariants.first) > reach
      || abs(a.invariants.second - b.invariants.second) > reach
  }
}
