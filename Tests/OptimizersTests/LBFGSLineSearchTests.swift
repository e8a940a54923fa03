import Foundation
import Optimizers
import TestSupport
import Testing

/// Descents whose steps satisfy the strong Wolfe conditions, and descents that go on.
@Suite struct LBFGSLineSearchTests {
  private func options(_ tolerance: Double = 1e-7) -> LBFGS.Options {
    var options = LBFGS.Options()
    options.lineSearch = .strongWolfe
    options.tolerance = tolerance
    options.maximumStepLength = 10
    return options
  }

  @Test(arguments: [2, 10, 30]) func rosenbrockEndsAtItsMinimum(n: Int) throws {
    let result = try LBFGS(dimension: n, options: options()).minimize(
      Rosenbrock(n), from: (0..<n).map { $0.isMultiple(of: 2) ? -1.2 : 1 })
    #expect(result.status == .converged)
    #expect(result.gradient.map(abs).max()! == result.gradientNorm)
    #expect(result.gradientNorm < 1e-7)
  }

  /// Every point from which the next step starts lies below the one before as the first condition asks, and its
  /// slope along the step is less steep as the second does.
  @Test func everyStepSatisfiesBothConditions() throws {
    var points: [(x: [Double], value: Double, gradient: [Double])] = []
    let inner = quadratic(6, condition: 300)
    let objective = Closure(6) { x in
      let (value, gradient) = try inner.body(x)
      points.append((x, value, gradient))
      return (value, gradient)
    }
    var here = 0
    for steps in 1...25 {
      points.removeAll()
      var options = options(1e-12)
      options.maximumSteps = steps
      let result = try LBFGS(dimension: 6, options: options).minimize(
        objective, from: [9, -9, 4, 3, -2, 7])
      // The last point that was evaluated is where the step ended.
      let last = points.count - 1
      #expect(points[last].x == result.x)
      if steps > 1, result.status == .maxSteps {
        let step = zip(result.x, points[here].x).map { $0 - $1 }
        let slope = zip(step, points[here].gradient).reduce(0) { $0 + $1.0 * $1.1 }
        let after = zip(step, result.gradient).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(slope < 0)
        #expect(result.value <= points[here].value + 1e-4 * slope + 1e-12)
        let length = step.reduce(0) { $0 + $1 * $1 }.squareRoot()
        // But for steps at the limit.
        if length < 10 * (1 - 1e-9) { #expect(abs(after) <= -0.9 * slope + 1e-12) }
      }
      here = last
    }
  }

  @Test func aWrongGradientStillEnds() throws {
    let uphill = Closure(2) { x in (x[0] * x[0] + x[1] * x[1], [-2 * x[0], -2 * x[1]]) }
    var options = options()
    options.maximumEnergyRise = 0
    #expect(
      try LBFGS(dimension: 2, options: options).minimize(uphill, from: [1, 1]).status == .stuck)
  }

  @Test(arguments: [LBFGS.LineSearch.none, .strongWolfe])
  func aDescentThatGoesOnIsTheOneThatWasNotInterrupted(search: LBFGS.LineSearch) throws {
    var loose = LBFGS.Options()
    loose.lineSearch = search
    loose.tolerance = 1e-3
    var tight = loose
    tight.tolerance = 1e-8
    let start = (0..<10).map { sin(Double($0) + 1) }
    let whole = try LBFGS(dimension: 10, options: tight).minimize(Rosenbrock(10), from: start)
    let descent = try LBFGS(dimension: 10, options: loose)
    let first = try descent.minimize(Rosenbrock(10), from: start)
    #expect(first.gradientNorm < 1e-3 && first.gradientNorm > 1e-8)
    let second = try descent.resume(Rosenbrock(10), tolerance: 1e-8)
    #expect(second.x == whole.x)
    #expect(second.gradient == whole.gradient)
    #expect(first.evaluations + second.evaluations == whole.evaluations)
    #expect(first.steps + second.steps == whole.steps)
  }
}
