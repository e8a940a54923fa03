import Atlases
import Foundation
import Landscape
import Optimizers
import TestSupport
import Testing

@Suite struct QuencherTests {
  @Test func polishesToRounding() throws {
    let quencher = try Quencher(surface: ClosureSurface.himmelblau)
    let descended = try quencher.descend(from: [2.5, 2.5])
    let point = try #require(try quencher.refine(descended).minimum)
    expectClose(point.x, [3, 2], absolute: 1e-13)
    #expect(point.gradientNorm < 1e-12)
    #expect(point.index == 0 && point.zeroModes == 0)
    // The Hessian at (3, 2) is [[74, 20], [20, 34]].
    expectClose(point.lowestEigenvalue, 54 - 800.0.squareRoot(), absolute: 1e-10)
    expectClose(exp(point.logDeterminant), 2116, absolute: 1e-7)
  }

  @Test(arguments: [[0.0, 0.0], [1e-9, 0.5], [-1e-9, 0.5]])
  func stepsOffASaddle(start: [Double]) throws {
    let quencher = try Quencher(surface: ClosureSurface.doubleWell)
    let descended = try quencher.descend(from: start)
    let refinement = try quencher.refine(descended)
    let point = try #require(refinement.minimum)
    expectClose(abs(point.x[0]), 1, absolute: 1e-12)
    expectClose(point.energy, -0.25, absolute: 1e-14)
    if start[0] == 0 { #expect(refinement.stepOffs == 1) }
  }

  /// A negative mode so soft that a short displacement would be below the descent's tolerance.
  @Test func stepsOffASoftSaddle() throws {
    let surface = ClosureSurface(2) { p in
      let (x, y) = (p[0], p[1])
      let e = 1e-7
      return (
        e * (x * x * x * x / 4 - x * x / 2) + y * y / 2, [e * (x * x * x - x), y],
        [e * (3 * x * x - 1), 0, 0, 1]
      )
    }
    let quencher = try Quencher(surface: surface)
    let refinement = try quencher.refine(try quencher.descend(from: [0, 0.3]))
    let point = try #require(refinement.minimum)
    expectClose(abs(point.x[0]), 1, absolute: 1e-4)
  }

  /// Cube roots are not doubles: at this scale rounding leaves a gradient above the tolerance.
  @Test func aDescentThatRoundingStopsIsPolishedAllTheSame() throws {
    let cubes = [3.0, 5, 6, 7, 10]
    let surface = ClosureSurface(5) { x in
      var (energy, gradient) = (0.0, cubes)
      var hessian = [Double](repeating: 0, count: 25)
      for i in 0..<5 {
        energy += 1e9 * (x[i] * x[i] * x[i] * x[i] / 4 - cubes[i] * x[i])
        gradient[i] = 1e9 * (x[i] * x[i] * x[i] - cubes[i])
        hessian[6 * i] = 3e9 * x[i] * x[i]
      }
      return (energy, gradient, hessian)
    }
    var options = QuenchOptions()
    options.descent.tolerance = 1e-9
    options.descent.maximumEnergyRise = 0
    let quencher = try Quencher(surface: surface, options: options)
    let descended = try quencher.descend(from: [1, 1, 1, 1, 1])
    #expect(descended.status == .stuck)
    let point = try #require(try quencher.refine(descended).minimum)
    expectClose(point.x, cubes.map(cbrt), absolute: 1e-14)
  }

  @Test func whatIsNotAMinimumIsSaid() throws {
    // Every point is a saddle: there is no minimum to find.
    let falling = ClosureSurface(2) { p in
      (p[1] * p[1] - p[0] * p[0], [-2 * p[0], 2 * p[1]], [-2, 0, 0, 2])
    }
    var options = QuenchOptions()
    options.descent.maximumSteps = 50
    let quencher = try Quencher(surface: falling, options: options)
    let refinement = try quencher.refine(try quencher.descend(from: [0, 1]))
    #expect(refinement.minimum == nil)
    #expect(refinement.failure == .unbounded)

    options.descent.maximumSteps = 3
    let hurried = try Quencher(surface: ClosureSurface.himmelblau, options: options)
    #expect(try hurried.refine(try hurried.descend(from: [9, -9])).failure == .maxSteps)

    // The Hessian does not exist at the minimum.
    let kinked = ClosureSurface(1) { p in (p[0] * p[0], [2 * p[0]], [.nan]) }
    let second = try Quencher(surface: kinked)
    #expect(try second.refine(try second.descend(from: [1])).failure == .notFinite)

    // A Hessian of the wrong shape is the surface's fault, not the point's.
    let wrong = ClosureSurface(2) { p in (p[0] * p[0] + p[1] * p[1], [2 * p[0], 2 * p[1]], [2]) }
    let third = try Quencher(surface: wrong)
    let end = try third.descend(from: [1, 1])
    #expect(throws: (any Error).self) { try third.refine(end) }
  }
}
