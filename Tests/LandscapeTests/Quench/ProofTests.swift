import Foundation
import Landscape
import Tensors
import TestSupport
import Testing

/// Points that are proved to be minima, and points that are not to be.
@Suite struct ProofTests {
  private func quench(
    _ surface: any EnergySurface, from start: [Double], symmetry: any Symmetry = NoSymmetry(),
    options: QuenchOptions = QuenchOptions()
  ) throws -> Refinement {
    let quencher = try Quencher(surface: surface, symmetry: symmetry, options: options)
    return try quencher.refine(try quencher.descend(from: start))
  }

  /// Functions that fall for ever, from where their gradient is small or zero.
  static let falling: [(name: String, surface: ClosureSurface, start: [Double])] = [
    (
      "e^-x", ClosureSurface(1) { p in (exp(-p[0]), [-exp(-p[0])], [exp(-p[0])]) }, [1]
    ),
    (
      "x^3 + y^2",
      ClosureSurface(2) { p in
        (
          p[0] * p[0] * p[0] + p[1] * p[1], [3 * p[0] * p[0], 2 * p[1]], [6 * p[0], 0, 0, 2]
        )
      }, [1, 1]
    ),
    (
      "monkey saddle",
      ClosureSurface(2) { p in
        let (x, y) = (p[0], p[1])
        return (
          x * x * x - 3 * x * y * y, [3 * x * x - 3 * y * y, -6 * x * y],
          [6 * x, -6 * y, -6 * y, -6 * x]
        )
      }, [0, 0]
    ),
    (
      "x^4 - y^4",
      ClosureSurface(2) { p in
        let (x, y) = (p[0], p[1])
        return (
          x * x * x * x - y * y * y * y, [4 * x * x * x, -4 * y * y * y],
          [12 * x * x, 0, 0, -12 * y * y]
        )
      }, [0, 0]
    ),
    (
      "x^2 - y^4",
      ClosureSurface(2) { p in
        let (x, y) = (p[0], p[1])
        return (x * x - y * y * y * y, [2 * x, -4 * y * y * y], [2, 0, 0, -12 * y * y])
      }, [1, 0]
    ),
    ("-x^2", ClosureSurface(1) { p in (-p[0] * p[0], [-2 * p[0]], [-2]) }, [0.3]),
  ]

  @Test(arguments: falling.indices)
  func whatFallsForEverIsUnbounded(_ k: Int) throws {
    let (name, surface, start) = ProofTests.falling[k]
    let refinement = try quench(surface, from: start)
    #expect(refinement.minimum == nil, "\(name)")
    #expect(refinement.failure == .unbounded, "\(name)")
  }

  /// x^2 - y^4 + y^6: flat at the origin, and lower beside it.
  @Test func aFlatPointIsLeftWhereTheFourthOrderFalls() throws {
    let surface = ClosureSurface(2) { p in
      let (x, y) = (p[0], p[1])
      let s = y * y
      return (
        x * x - s * s + s * s * s, [2 * x, -4 * s * y + 6 * s * s * y],
        [2, 0, 0, -12 * s + 30 * s * s]
      )
    }
    let refinement = try quench(surface, from: [1, 0])
    let point = try #require(refinement.minimum)
    expectClose(abs(point.x[1]), (2.0 / 3).squareRoot(), absolute: 1e-12)
    expectClose(point.energy, -4.0 / 27, absolute: 1e-14)
    #expect(point.proof == .strict)
    #expect(refinement.stepOffs == 1)
  }

  /// Constants, and minima of a power that the second derivative does not see.
  @Test func aFlatPointWhereNothingFallsIsDegenerate() throws {
    let constant = ClosureSurface(2) { _ in (3, [0, 0], [0, 0, 0, 0]) }
    let flat = try quench(constant, from: [0.3, 0.4])
    #expect(flat.minimum == nil)
    #expect(flat.failure == .degenerate)
    #expect(flat.degenerate?.zeroModes == 2)
    #expect(flat.degenerate?.proof == .degenerate)

    for start in [1.0, -3] {
      let power = ClosureSurface(1) { p in
        let s = p[0] * p[0]
        return (s * s, [4 * s * p[0]], [12 * s])
      }
      let refinement = try quench(power, from: [start])
      #expect(refinement.minimum == nil)
      #expect(refinement.failure == .degenerate)
    }
  }

  /// A slope below every tolerance is no stationary point: the curvature says how far it is.
  @Test(arguments: [1e-12, 1, 1e12])
  func aSmallGradientIsNoMinimum(scale: Double) throws {
    let surface = ClosureSurface(1) { p in
      (scale * p[0] * p[0], [2 * scale * p[0]], [2 * scale])
    }
    let point = try #require(try quench(surface, from: [0.5]).minimum)
    #expect(abs(point.x[0]) < 1e-15)
    #expect(point.proof == .strict)
    expectClose(point.lowestEigenvalue, 2 * scale, relative: 1e-12)
  }

  /// A circle of minima: (x^2 + y^2 - 1)^2 + z^2.
  private static let circle = ClosureSurface(3) { p in
    let (x, y, z) = (p[0], p[1], p[2])
    let s = x * x + y * y - 1
    return (
      s * s + z * z, [4 * s * x, 4 * s * y, 2 * z],
      [4 * s + 8 * x * x, 8 * x * y, 0, 8 * x * y, 4 * s + 8 * y * y, 0, 0, 0, 2]
    )
  }

  /// Rotations of the first two coordinates, the representative on the positive axis of x.
  private struct Rotations: Symmetry {
    var summary: String { "rotations" }
    func aligned(_ b: [Double], to a: [Double]) -> [Double] { b }
    func invariants(of x: [Double]) -> SymmetryInvariants { SymmetryInvariants(0, 0) }
    func multiplicity(of x: [Double], tolerance: Double) -> Double { 1 }
    func representative(of x: [Double]) -> [Double] {
      [(x[0] * x[0] + x[1] * x[1]).squareRoot(), 0, x[2]]
    }
    func zeroModes(at x: [Double]) -> [[Double]] {
      let radius = (x[0] * x[0] + x[1] * x[1]).squareRoot()
      return radius > 0 ? [[-x[1] / radius, x[0] / radius, 0]] : []
    }
  }

  @Test func tangentsOfTheSymmetryAreGaugeAndOthersDegenerate() throws {
    let known = try quench(ProofTests.circle, from: [0.5, 1, 0.3], symmetry: Rotations())
    let point = try #require(known.minimum)
    #expect(point.proof == .gauge)
    #expect(point.zeroModes == 1)
    #expect(point.x[1] == 0)
    expectClose(point.x, [1, 0, 0], absolute: 1e-14)
    expectClose(point.lowestEigenvalue, 2, absolute: 1e-10)
    expectClose(exp(point.logDeterminant), 16, absolute: 1e-9)

    let unknown = try quench(ProofTests.circle, from: [0.5, 1, 0.3])
    #expect(unknown.minimum == nil)
    #expect(unknown.failure == .degenerate)
    #expect(unknown.degenerate?.zeroModes == 1)
  }

  /// A symmetry that the energy does not have must not hide a mode.
  @Test func aModeThatTheHessianDeniesIsNone() throws {
    let surface = ClosureSurface(3) { p in
      let (x, y, z) = (p[0] - 1, p[1], p[2])
      return (x * x + 2 * y * y + 3 * z * z, [2 * x, 4 * y, 6 * z], [2, 0, 0, 0, 4, 0, 0, 0, 6])
    }
    struct Wrong: Symmetry {
      var summary: String { "wrong" }
      func aligned(_ b: [Double], to a: [Double]) -> [Double] { b }
      func invariants(of x: [Double]) -> SymmetryInvariants { SymmetryInvariants(0, 0) }
      func multiplicity(of x: [Double], tolerance: Double) -> Double { 1 }
      func zeroModes(at x: [Double]) -> [[Double]] { [[0, 1, 0]] }
    }
    let point = try #require(try quench(surface, from: [3, 2, 1], symmetry: Wrong()).minimum)
    #expect(point.proof == .strict)
    expectClose(point.x, [1, 0, 0], absolute: 1e-14)
    #expect(point.zeroModes == 0)
  }

  /// sum (x_i^2 - 1)^2: at the origin all modes are negative, and two to the power n minima lie around.
  @Test(arguments: [1, 2, 20]) func aMaximumIsLeftAlongAllItsModesAtOnce(n: Int) throws {
    let surface = ClosureSurface(n) { x in
      var (energy, gradient) = (0.0, x)
      var hessian = [Double](repeating: 0, count: n * n)
      for i in 0..<n {
        let s = x[i] * x[i] - 1
        energy += s * s
        gradient[i] = 4 * s * x[i]
        hessian[i * n + i] = 4 * s + 8 * x[i] * x[i]
      }
      return (energy, gradient, hessian)
    }
    let refinement = try quench(surface, from: [Double](repeating: 0, count: n))
    let point = try #require(refinement.minimum)
    expectClose(point.energy, 0, absolute: 1e-25)
    expectClose(point.x.map(abs), [Double](repeating: 1, count: n), absolute: 1e-13)
    #expect(refinement.stepOffs == 1)
  }

  /// The cross-entropy of separable data without a penalty: its infimum lies at infinity.
  @Test(arguments: 0..<5) func noMinimumOfALossWithoutPenaltyIsProved(seed: Int) throws {
    let xor = TanhNetwork.xor(hidden: 3, lambda: 0)
    let start = (0..<xor.dimension).map { sin(Double(7 * $0 + 31 * seed + 1)) }
    let refinement = try quench(xor, from: start)
    #expect(refinement.minimum == nil)
    #expect([.unbounded, .degenerate].contains(refinement.failure))
  }

  /// Rigid motions are no saddles: what is negative by rounding, or gone after a step of Newton's method, counts
  /// for nothing.
  @Test func clustersAreProvedUpToRigidMotions() throws {
    let known = try Fixtures.stationaryPoints().sevenAtoms.minima
    let quencher = try Quencher(
      surface: LennardJones(atoms: 7), symmetry: SortedDistances(), options: QuenchOptions())
    var (stepOffs, proved) = (0, 0)
    for seed in 0..<20 {
      var random = CounterRandom(seed: UInt64(seed))
      let start = (0..<21).map { _ in 1.2 * random.symmetric() }
      let refinement = try quencher.refine(try quencher.descend(from: start))
      guard let point = refinement.minimum else {
        // Atoms that fly apart have no minimum.
        #expect(refinement.failure != .saddle)
        continue
      }
      stepOffs += refinement.stepOffs
      proved += 1
      #expect(point.proof == .gauge)
      #expect(point.zeroModes == 6)
      #expect(known.contains { abs($0 - point.energy) < 1e-9 })
    }
    #expect(proved >= 10)
    #expect(stepOffs <= 2)
  }
}
