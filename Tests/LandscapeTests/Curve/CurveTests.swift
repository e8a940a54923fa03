import Foundation
import Landscape
import Optimizers
import Tensors
import TestSupport
import Testing

@Suite struct CurveTests {
  /// 10 (|x|^2 - 1)^2: a round valley.
  private static let ring = ClosureSurface(2) { p in
    let (x, y) = (p[0], p[1])
    let d = x * x + y * y - 1
    return (
      10 * d * d, [40 * d * x, 40 * d * y],
      [40 * d + 80 * x * x, 80 * x * y, 80 * x * y, 40 * d + 80 * y * y]
    )
  }
  private static let ends = ([1.0, 0], [-0.6, 0.8])

  private static func options(
    _ kind: ConnectingCurve.Kind, bends: Int = 1
  ) -> CurveOptions {
    var options = CurveOptions()
    (options.kind, options.bends) = (kind, bends)
    return options
  }

  /// By repeated interpolation.
  private static func casteljau(_ points: [[Double]], _ t: Double) -> [Double] {
    guard points.count > 1 else { return points[0] }
    let next = zip(points, points.dropFirst()).map { a, b in
      zip(a, b).map { (1 - t) * $0 + t * $1 }
    }
    return casteljau(next, t)
  }

  @Test("Ends are ends bit for bit, weights sum to 1", arguments: ConnectingCurve.Kind.allCases)
  func ends(kind: ConnectingCurve.Kind) throws {
    let (start, end): ([Double], [Double]) = ([0.1, 1 / 3, -7], [3.3, 1e-9, 2 / 7])
    let bends: [[Double]] = [[5, 5, 5], [-4, 0.3, 1.7], [1, 2, 3.0]]
    let curve = try ConnectingCurve(kind, from: start, to: end, at: bends)
    #expect(curve.point(0) == start && curve.point(1) == end)
    #expect(curve.bends.count == (kind == .segment ? 0 : 3))
    for t in stride(from: 0.0, through: 1, by: 0.0625) {
      expectClose(curve.weights(t).reduce(0, +), 1, absolute: 1e-15)
    }
  }

  @Test func bezierIsRepeatedInterpolation() throws {
    let points: [[Double]] = [[0, 1], [2, -3], [5, 4], [1, 1], [-2, 0]]
    let curve = try ConnectingCurve(
      .bezier, from: points[0], to: points[4], at: Array(points[1...3]))
    for t in [0.1, 0.37, 0.5, 0.99] {
      expectClose(curve.point(t), Self.casteljau(points, t), absolute: 1e-14)
    }
  }

  @Test("A polygon goes through its bends, and its length is that of its pieces")
  func polygon() throws {
    let curve = try ConnectingCurve(.polygon, from: [0, 0], to: [3, 4], at: [[3, 0]])
    #expect(curve.point(0.5) == [3, 0] && curve.point(0.25) == [1.5, 0] && curve.length == 7)
  }

  @Test("The length of a Bezier curve is that of a fine polygon along it")
  func length() throws {
    let curve = try ConnectingCurve(.bezier, from: [0, 0], to: [1, 0], at: [[0, 2], [3, -1]])
    let points = (0...20_000).map { curve.point(Double($0) / 20_000) }
    let fine = zip(points, points.dropFirst()).reduce(0) {
      $0 + hypot($1.1[0] - $1.0[0], $1.1[1] - $1.0[1])
    }
    expectClose(curve.length, fine, relative: 1e-7)
  }

  @Test("Gauss-Legendre is exact up to degree 2k - 1", arguments: [1, 2, 5, 32])
  func quadrature(nodes: Int) {
    let rule = GaussLegendre(nodes: nodes)
    for power in 0..<2 * nodes {
      let sum = zip(rule.nodes, rule.weights).reduce(0) { $0 + $1.1 * pow($1.0, Double(power)) }
      expectClose(sum, 1 / Double(power + 1), absolute: 1e-14)
    }
  }

  @Test(
    "Trained curves are lower than the segment, and a move of a bend makes them higher",
    arguments: [ConnectingCurve.Kind.polygon, .bezier], [1, 3])
  func training(kind: ConnectingCurve.Kind, bends: Int) throws {
    let (start, end) = Self.ends
    let options = Self.options(kind, bends: bends)
    let training = try CurveTraining(Self.ring, from: start, to: end, options)
    #expect(training.meanEnergy < 0.2 * training.startEnergy)
    func mean(_ curve: ConnectingCurve, nodes: Int) throws -> Double {
      let rule = curve.quadrature(nodes: nodes)
      let energies = try Self.ring.energies(at: rule.map { curve.point($0.t) })
      return zip(rule, energies).reduce(0) { $0 + $1.0.weight * $1.1 }
    }
    expectClose(
      try mean(training.curve, nodes: options.nodes), training.meanEnergy, relative: 1e-12)
    // The energy is a polynomial of low degree in t: other nodes have the same mean.
    expectClose(try mean(training.curve, nodes: 97), training.meanEnergy, relative: 1e-10)
    let own = Array(training.curve.bends)
    for bend in 0..<bends {
      for coordinate in 0..<2 {
        for move in [1e-3, -1e-3] {
          var moved = own
          moved[bend][coordinate] += move
          let other = try ConnectingCurve(kind, from: start, to: end, at: moved)
          #expect(try mean(other, nodes: options.nodes) >= training.meanEnergy - 1e-10)
        }
      }
    }
    let segment = try ConnectingCurve(.segment, from: start, to: end)
    let places = (0...60).map { Double($0) / 60 }
    let highest = try #require(Self.ring.energies(at: places.map(training.curve.point)).max())
    let straight = try #require(Self.ring.energies(at: places.map(segment.point)).max())
    #expect(highest < straight)
  }

  @Test("Curves from one end to the other and back are the same")
  func isSymmetric() throws {
    let (start, end) = Self.ends
    let there = try CurveTraining(Self.ring, from: start, to: end, Self.options(.bezier))
    let back = try CurveTraining(Self.ring, from: end, to: start, Self.options(.bezier))
    expectClose(there.meanEnergy, back.meanEnergy, relative: 1e-9)
    for t in [0.2, 0.5] {
      expectClose(there.curve.point(t), back.curve.point(1 - t), absolute: 1e-4)
    }
  }

  @Test("The same bits for any number of workers")
  func isDeterministic() throws {
    var options = Self.options(.bezier, bends: 2)
    let one = try CurveTraining(Self.ring, from: Self.ends.0, to: Self.ends.1, options)
    options.workers = 4
    let four = try CurveTraining(Self.ring, from: Self.ends.0, to: Self.ends.1, options)
    #expect(one.curve == four.curve && one.meanEnergy == four.meanEnergy)
  }

  @Test("A segment has nothing to train; a point and itself are connected")
  func trivial() throws {
    let segment = try CurveTraining(
      Self.ring, from: Self.ends.0, to: Self.ends.1, Self.options(.segment))
    #expect(segment.steps == 0 && segment.status == .converged)
    #expect(segment.meanEnergy == segment.startEnergy)
    let still = try CurveTraining(Self.ring, from: [1, 0], to: [1, 0], Self.options(.bezier))
    #expect(still.meanEnergy < 1e-10)
  }

  @Test func whatCannotBeIsAnError() throws {
    #expect(throws: CurveError.noBends(.bezier)) {
      try ConnectingCurve(.bezier, from: [0], to: [1], bends: 0)
    }
    #expect(throws: CurveError.dimension(expected: 2, got: 1)) {
      try CurveTraining(Self.ring, from: [0], to: [1], .init())
    }
    #expect(throws: CurveError.dimension(expected: 2, got: 3)) {
      try CurveTraining(Self.ring, from: [0, 0], to: [1, 0, 0], .init())
    }
    #expect(throws: CurveError.self) {
      try CurveTraining(Self.ring, from: [0, .nan], to: [1, 0], .init())
    }
    let wall = ClosureSurface(1) { x in
      (abs(x[0]) < 0.4 ? .infinity : 0, [0], [0])
    }
    let error = #expect(throws: CurveError.self) {
      try CurveTraining(wall, from: [-1], to: [1], .init())
    }
    #expect(error?.description.contains("of the straight segment") == true)
  }
}
