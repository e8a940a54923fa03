/// Translations, rotations and reflections of identical particles, and their permutations.
///
/// What is found: a copy of a cluster, always (see `CopySearch`). Between clusters that are no copies the
/// nearest image is looked for by turns of rotation and assignment from the principal axes; the exact problem
/// is hard, so that distances of different clusters are upper bounds.
public struct RigidSymmetry: Symmetry, Equatable {
  public let particles: Int
  /// Of space: particle after particle has so many coordinates.
  public let dimension: Int

  public init(particles: Int, dimension: Int = 3) {
    self.particles = max(particles, 1)
    self.dimension = max(dimension, 1)
  }

  public var summary: String { "rigid motions of \(particles) particles in dimension \(dimension)" }

  public func validate(dimension n: Int) throws {
    guard particles.multipliedReportingOverflow(by: dimension) == (n, false) else {
      throw SymmetryError.particles(particles, space: dimension, dimension: n)
    }
  }

  func fits(_ x: [Double]) -> Bool { x.count == particles * dimension }

  /// Centred; what is centred to rounding stays as it is.
  public func representative(of x: [Double]) -> [Double] {
    guard fits(x) else { return x }
    let cluster = PointCluster(x, dimension: dimension)
    let isCentered = cluster.center.allSatisfy { abs($0) <= 1e-14 * cluster.size }
    return isCentered ? x : cluster.points
  }

  /// Translations and rotations: d + d (d - 1) / 2 directions, fewer where some rotations move nothing (on a
  /// line).
  public func zeroModes(at x: [Double]) -> [[Double]] {
    var basis = OrthonormalBasis()
    for tangent in tangents(at: x).rows { basis.add(tangent, tolerance: 1e-7) }
    return basis.vectors
  }

  /// The same, one for each axis and for each pair of axes.
  public func tangents(at x: [Double]) -> SymmetryTangents {
    guard fits(x) else { return SymmetryTangents() }
    let d = dimension
    let points = PointCluster(x, dimension: d).points
    var rows: [[Double]] = []
    for axis in 0..<d { rows.append(x.indices.map { $0 % d == axis ? 1 : 0 }) }
    for k in 0..<d {
      for l in 0..<k {
        rows.append(
          x.indices.map { place in
            let particle = place / d * d
            return place % d == k
              ? points[particle + l] : place % d == l ? -points[particle + k] : 0
          })
      }
    }
    return SymmetryTangents(rows: rows, rate: 1)
  }

  /// The distance from the centre, and the fourth root of the sum of the fourth powers of all distances
  /// between particles, over the root of their number.
  public func invariants(of x: [Double]) -> SymmetryInvariants {
    guard fits(x) else { return SymmetryInvariants(projectionsOf: x) }
    let cluster = PointCluster(x, dimension: dimension)
    var total = 0.0
    for value in cluster.points { total += value * value }
    var fourth = 0.0
    cluster.forEachPair { fourth += $0 * $0 }
    return SymmetryInvariants(
      total.squareRoot(),
      fourth.squareRoot().squareRoot() / Double(particles).squareRoot())
  }

  /// 2 n! / h, where h is the order of the point group: the number of permutation-inversion isomers, which no
  /// rotation maps onto each other (Wales, Energy Landscapes, 2003, chapter 3). Where a reflection leaves every
  /// particle where it is (in a plane, on a line) it counts in h.
  public func multiplicity(of x: [Double], tolerance: Double) -> Double {
    guard fits(x) else { return 1 }
    let cluster = PointCluster(x, dimension: dimension)
    var permutations = 0
    var isFlat = false
    if let search = CopySearch(cluster, tolerance: tolerance) {
      isFlat = search.isFlat
      search.run(cluster) { order, rotation in
        let image = turned(cluster, order, rotation)
        if zip(image, cluster.points).allSatisfy({ abs($0 - $1) <= 2 * tolerance }) {
          permutations += 1
        }
        return true
      }
    }
    var size = 2.0
    for k in 0..<particles { size *= Double(k + 1) }
    return size / Double(max(permutations, 1) * (isFlat ? 2 : 1))
  }

  /// The points of a cluster in another order, turned.
  func turned(_ cluster: PointCluster, _ order: [Int], _ rotation: [Double]) -> [Double] {
    let d = dimension
    var image = cluster.points
    for (i, j) in order.enumerated() {
      for k in 0..<d {
        var sum = 0.0
        for l in 0..<d { sum += rotation[k * d + l] * cluster.points[j * d + l] }
        image[i * d + k] = sum
      }
    }
    return image
  }
}
