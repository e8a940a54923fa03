import Foundation
import Landscape
import Tensors
import TestSupport
import Testing

@Suite struct RigidSymmetryTests {
  /// Clusters about the origin, with the order of their point groups.
  private static let clusters: [(name: String, d: Int, x: [Double], order: Double)] = {
    let golden = (1 + 5.0.squareRoot()) / 2
    var icosahedron: [[Double]] = [[0, 0, 0]]
    for a in [-1.0, 1] {
      for b in [-golden, golden] { icosahedron += [[0, a, b], [a, b, 0], [b, 0, a]] }
    }
    var octahedron: [[Double]] = []
    for i in -2...2 {
      for j in -2...2 {
        for k in -2...2 where abs(i + j + k) % 2 == 1 && abs(i) + abs(j) + abs(k) <= 3 {
          octahedron.append([Double(i), Double(j), Double(k)])
        }
      }
    }
    let ring = (0..<5).map { k in
      [cos(0.4 * Double.pi * Double(k)), sin(0.4 * Double.pi * Double(k)), 0]
    }
    var random = CounterRandom(seed: 9)
    let shapeless = (0..<38).map { _ in (0..<3).map { _ in 2 * random.normal() } }
    return [
      ("icosahedron of 13", 3, icosahedron.flatMap { $0 }, 120),
      ("truncated octahedron of 38", 3, octahedron.flatMap { $0 }, 48),
      ("pentagonal bipyramid", 3, (ring + [[0, 0, 0.6], [0, 0, -0.6]]).flatMap { $0 }, 20),
      ("shapeless 38", 3, shapeless.flatMap { $0 }, 1),
      // Flat and straight ones: what leaves all particles in place counts twice.
      ("pentagon in space", 3, ring.flatMap { $0 }, 20),
      ("pentagon in the plane", 2, ring.flatMap { [$0[0], $0[1]] }, 10),
      ("rod in space", 3, [0, 0, -1, 0, 0, 0, 0, 0, 1], 4),
      ("particles on a line", 1, [-1, 0, 3], 1),
      ("pair on a line", 1, [-1, 1], 2),
      ("simplex in four dimensions", 4, (0..<16).map { $0 % 5 == 0 ? 1 : 0 } + [0, 0, 0, 0], 24),
      ("one particle", 3, [1, 2, 3], 2),
    ]
  }()

  private static func rotation(_ d: Int, _ random: inout CounterRandom) -> [[Double]] {
    var rows: [[Double]] = []
    while rows.count < d {
      var row = (0..<d).map { _ in random.normal() }
      for other in rows {
        let product = zip(row, other).reduce(0) { $0 + $1.0 * $1.1 }
        row = zip(row, other).map { $0 - product * $1 }
      }
      let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
      if length > 0.1 { rows.append(row.map { $0 / length }) }
    }
    return rows
  }

  /// Moved, turned, mirrored or not, and in another order.
  private static func image(_ x: [Double], _ d: Int, _ random: inout CounterRandom) -> [Double] {
    let rows = rotation(d, &random)
    let shift = (0..<d).map { _ in 3 * random.normal() }
    return Array(0..<x.count / d).shuffled(using: &random).flatMap { i in
      (0..<d).map { k in
        shift[k] + (0..<d).reduce(0) { $0 + rows[k][$1] * x[i * d + $1] }
      }
    }
  }

  @Test("Copies of a cluster are recognised every time, and so are near copies", arguments: 0..<11)
  func copiesAreRecognised(cluster: Int) {
    let (_, d, x, _) = Self.clusters[cluster]
    let symmetry = RigidSymmetry(particles: x.count / d, dimension: d)
    var random = CounterRandom(seed: 1, stream: UInt64(cluster))
    for _ in 0..<50 {
      let y = Self.image(x, d, &random)
      #expect(symmetry.distance(x, y) < 1e-9)
      #expect(symmetry.distance(y, x) < 1e-9)
      #expect(symmetry.distance(x, y, within: 1e-3).map { $0 < 1e-9 } == true)
      let near = y.map { $0 + 1e-5 * random.symmetric() }
      #expect(symmetry.distance(x, near, within: 1e-3).map { $0 < 1e-4 } == true)
      #expect(symmetry.distance(x, near) < 1e-4)
      let (a, b) = (symmetry.invariants(of: x), symmetry.invariants(of: y))
      expectClose(a.first, b.first, absolute: 1e-10)
      expectClose(a.second, b.second, absolute: 1e-10)
    }
    #expect(symmetry.aligned(x, to: x) == x)
  }

  @Test("The number of isomers follows from the order of the point group", arguments: 0..<11)
  func multiplicity(cluster: Int) {
    let (name, d, x, order) = Self.clusters[cluster]
    let n = x.count / d
    let symmetry = RigidSymmetry(particles: n, dimension: d)
    let factorial = (1...n).reduce(1.0) { $0 * Double($1) }
    var random = CounterRandom(seed: 2)
    for point in [x, Self.image(x, d, &random)] {
      let found = symmetry.multiplicity(of: point, tolerance: 1e-4)
      let expected = 2 * factorial / order
      #expect(abs(found / expected - 1) < 1e-12, "\(name): \(found), expected \(expected)")
    }
  }

  @Test("Other clusters are never taken for copies, however alike they are")
  func othersAreNot() {
    var random = CounterRandom(seed: 3)
    for (_, d, x, _) in Self.clusters where x.count / d > 2 {
      let symmetry = RigidSymmetry(particles: x.count / d, dimension: d)
      for _ in 0..<20 {
        var other = x
        let place = random.integer(below: x.count)
        other[place] += 0.05
        let y = Self.image(other, d, &random)
        #expect(symmetry.distance(x, y, within: 1e-3) == nil)
        #expect(symmetry.distance(x, y) > 1e-3)
        // A bound from above: not beyond the distance to the cluster as it was made.
        #expect(symmetry.distance(x, y) < 0.1)
      }
    }
  }

  @Test("Invariants change by no more than the distance, which is at most the Euclidean one")
  func invariantsAreLipschitz() {
    var random = CounterRandom(seed: 4)
    for d in 1...4 {
      let symmetry = RigidSymmetry(particles: 7, dimension: d)
      for _ in 0..<50 {
        let x = (0..<7 * d).map { _ in random.normal() }
        let step = random.uniform() < 0.5 ? 1 : 0.1
        let y = x.map { $0 + step * random.normal() }
        let distance = symmetry.distance(x, y)
        let direct = zip(x, y).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
        #expect(distance <= direct + 1e-12)
        let (a, b) = (symmetry.invariants(of: x), symmetry.invariants(of: y))
        #expect(abs(a.first - b.first) <= distance + 1e-12)
        #expect(abs(a.second - b.second) <= distance + 1e-12)
      }
    }
  }

  @Test("Translations and rotations are zero modes, fewer on a line")
  func zeroModes() throws {
    for (_, d, x, _) in Self.clusters {
      let symmetry = RigidSymmetry(particles: x.count / d, dimension: d)
      let modes = symmetry.zeroModes(at: x)
      for (i, a) in modes.enumerated() {
        for (j, b) in modes.enumerated() {
          expectClose(zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }, i == j ? 1 : 0, absolute: 1e-12)
        }
      }
    }
    func count(_ particles: Int, _ d: Int, _ x: [Double]) -> Int {
      RigidSymmetry(particles: particles, dimension: d).zeroModes(at: x).count
    }
    #expect(count(13, 3, Self.clusters[0].x) == 6)
    #expect(count(5, 3, Self.clusters[4].x) == 6)
    #expect(count(5, 2, Self.clusters[5].x) == 3)
    #expect(count(3, 3, Self.clusters[6].x) == 5)
    #expect(count(1, 3, [1, 2, 3]) == 3)
    // The gradient has no part along them, anywhere.
    let evaluator = LennardJones(atoms: 7).makeEvaluator()
    var random = CounterRandom(seed: 5)
    let x = Self.clusters[2].x.map { $0 + 0.1 * random.normal() }
    var slope = x
    _ = try evaluator.energy(x, gradient: &slope)
    let size = slope.reduce(0) { $0 + $1 * $1 }.squareRoot()
    for mode in RigidSymmetry(particles: 7).zeroModes(at: x) {
      expectClose(zip(mode, slope).reduce(0) { $0 + $1.0 * $1.1 } / size, 0, absolute: 1e-12)
    }
  }

  @Test("A representative is centred, and its own")
  func representatives() {
    var random = CounterRandom(seed: 6)
    let symmetry = RigidSymmetry(particles: 5)
    for _ in 0..<50 {
      let x = (0..<15).map { _ in 4 + random.normal() }
      let centred = symmetry.representative(of: x)
      for k in 0..<3 {
        expectClose((0..<5).reduce(0) { $0 + centred[3 * $1 + k] }, 0, absolute: 1e-13)
      }
      #expect(symmetry.representative(of: centred) == centred)
      #expect(symmetry.distance(x, centred) < 1e-12)
    }
  }

  @Test("What does not fit is an error that says why")
  func errors() {
    #expect(throws: SymmetryError.particles(7, space: 3, dimension: 20)) {
      try RigidSymmetry(particles: 7).validate(dimension: 20)
    }
    #expect(throws: Never.self) {
      try RigidSymmetry(particles: 7).check(on: LennardJones(atoms: 7))
    }
    let surface = ClosureSurface(6) { x in (x[0], [1, 0, 0, 0, 0, 0], []) }
    #expect(throws: SymmetryError.self) { try RigidSymmetry(particles: 2).check(on: surface) }
    // Points that are not finite, or of another size, are no copies.
    let symmetry = RigidSymmetry(particles: 2)
    #expect(symmetry.distance([.nan, 0, 0, 0, 0, 1], [0, 0, 0, 0, 0, 1], within: 1) == nil)
    #expect(symmetry.distance([0, 0, 0, 0, 0, 1], [0], within: 1) == nil)
  }
}
