import Foundation
import Optimizers
import Tensors
import TestSupport
import Testing

@Suite struct LBFGSTests {
  @Test(arguments: [1, 2, 7, 8, 9, 83, 200])
  func findsTheMinimumOfAQuadratic(n: Int) throws {
    let objective = quadratic(n, condition: 100)
    let minimizer = try LBFGS(dimension: n)
    let start = (0..<n).map { Double($0 % 5) - 2 }
    let result = try minimizer.minimize(objective, from: start)
    #expect(result.status == .converged)
    #expect(result.gradientNorm < 1e-7)
    expectClose(result.x, [Double](repeating: 1, count: n), absolute: 1e-7)
    #expect(result.evaluations == objective.calls)
    #expect(result.evaluations >= result.steps + 1)
  }

  @Test func anInstanceForgetsTheLastMinimisation() throws {
    let objective = Rosenbrock(10)
    let start = [Double](repeating: -0.3, count: 10)
    let fresh = try LBFGS(dimension: 10).minimize(objective, from: start)
    let used = try LBFGS(dimension: 10)
    _ = try used.minimize(objective, from: [Double](repeating: 1.7, count: 10))
    let again = try used.minimize(objective, from: start)
    #expect(fresh.x == again.x)
    #expect(fresh.evaluations == again.evaluations)
    #expect(fresh.status == .converged)
  }

  @Test(arguments: [1, 3, 10, 40])
  func everyMemoryConverges(memory: Int) throws {
    var options = LBFGS.Options()
    options.memory = memory
    let result = try LBFGS(dimension: 6, options: options).minimize(
      Rosenbrock(6), from: [0.5, 0.4, 0.6, 0.3, 0.2, 0.7])
    #expect(result.status == .converged)
    expectClose(result.x, [1, 1, 1, 1, 1, 1], absolute: 1e-6)
  }

  @Test func noStepIsLongerThanTheCapAndEnergyNeverRises() throws {
    var points: [[Double]] = []
    var energies: [Double] = []
    let inner = quadratic(3, condition: 30)
    let objective = Closure(3) { x in
      let (value, gradient) = try inner.body(x)
      points.append(x)
      energies.append(value)
      return (value, gradient)
    }
    var options = LBFGS.Options()
    options.maximumStepLength = 0.25
    options.tolerance = 1e-3
    _ = try LBFGS(dimension: 3, options: options).minimize(objective, from: [9, -9, 4])
    // Trials leave from the best point so far, which moves only when the energy does not rise.
    var accepted = 0
    for k in 1..<points.count {
      let length = zip(points[k], points[accepted]).map { ($0 - $1) * ($0 - $1) }.reduce(0, +)
      #expect(length.squareRoot() <= 0.25 * (1 + 1e-12))
      if energies[k] <= energies[accepted] + 1e-10 * max(1, energies[accepted]) { accepted = k }
    }
    #expect(points.count > 40)
  }

  @Test func aStartAtTheMinimumTakesNoStep() throws {
    let result = try LBFGS(dimension: 4).minimize(
      quadratic(4, condition: 2), from: [1, 1, 1, 1])
    #expect(result.steps == 0)
    #expect(result.evaluations == 1)
    #expect(result.status == .converged)
  }

  @Test func theStepLimitIsKept() throws {
    var options = LBFGS.Options()
    options.maximumSteps = 3
    let result = try LBFGS(dimension: 10, options: options).minimize(
      Rosenbrock(10), from: [Double](repeating: -1, count: 10))
    #expect(result.status == .maxSteps)
    #expect(result.status.rawValue == "max_steps")
    #expect(result.steps == 3)
  }

  @Test func stepsAreShortenedAwayFromNaN() throws {
    // x - log x is NaN left of zero, and the first step from 0.05 would lead there.
    let objective = Closure(1) { x in
      x[0] > 0 ? (x[0] - 0.01 * log(x[0]), [1 - 0.01 / x[0]]) : (.nan, [.nan])
    }
    var options = LBFGS.Options()
    options.initialScale = 1
    let result = try LBFGS(dimension: 1, options: options).minimize(objective, from: [0.05])
    #expect(result.status == .converged)
    expectClose(result.x[0], 0.01, absolute: 1e-6)
  }

  @Test func aWrongGradientIsReportedAsStuckAndAWallAsNotFinite() throws {
    let uphill = Closure(2) { x in (x[0] * x[0] + x[1] * x[1], [-2 * x[0], -2 * x[1]]) }
    var options = LBFGS.Options()
    options.maximumEnergyRise = 0
    #expect(
      try LBFGS(dimension: 2, options: options).minimize(uphill, from: [1, 1]).status == .stuck)

    let start = [1.0, 1.0]
    let wall = Closure(2) { x in x == start ? (1, [1, 0]) : (.nan, [0, 0]) }
    let result = try LBFGS(dimension: 2).minimize(wall, from: start)
    #expect(result.status == .notFinite)
    #expect(result.x == start)
    #expect(result.value == 1)
  }

  @Test func aStepLostInRoundingEnds() throws {
    let objective = Closure(1) { x in (0, [1]) }
    let result = try LBFGS(dimension: 1).minimize(objective, from: [1e18])
    #expect(result.status == .stuck)
    #expect(result.evaluations < 10)
  }

  @Test func badStartsAreErrors() throws {
    let minimizer = try LBFGS(dimension: 2)
    let good = quadratic(2, condition: 2)
    #expect(throws: LBFGSError.dimensionMismatch(expected: 2, got: 3)) {
      try minimizer.minimize(good, from: [1, 2, 3])
    }
    #expect(throws: LBFGSError.startNotFinite(index: 1, value: .infinity)) {
      try minimizer.minimize(good, from: [1, .infinity])
    }
    #expect(throws: LBFGSError.self) {
      try minimizer.minimize(Closure(2) { _ in (.nan, [0, 0]) }, from: [1, 2])
    }
    #expect(throws: LBFGSError.gradientNotFiniteAtStart(index: 1, value: .infinity)) {
      try minimizer.minimize(Closure(2) { _ in (0, [0, .infinity]) }, from: [1, 2])
    }
  }

  @Test func badOptionsAreErrors() {
    func fails(_ name: String, _ change: (inout LBFGS.Options) -> Void) {
      var options = LBFGS.Options()
      change(&options)
      do {
        _ = try LBFGS(dimension: 2, options: options)
        Issue.record("\(name) was accepted")
      } catch {
        #expect("\(error)".contains(name))
      }
    }
    fails("memory") { $0.memory = 0 }
    fails("tolerance") { $0.tolerance = .nan }
    fails("max_steps") { $0.maximumSteps = -1 }
    fails("max_step_length") { $0.maximumStepLength = 0 }
    fails("max_energy_rise") { $0.maximumEnergyRise = -1 }
    fails("initial_scale") { $0.initialScale = .infinity }
    fails("check_interval") { $0.checkInterval = 0 }
    #expect(throws: LBFGSError.self) { try LBFGS(dimension: 0) }
  }

  @Test func itCanBeCancelled() throws {
    struct Stop: Error {}
    let objective = Rosenbrock(20)
    var calls = 0
    #expect(throws: Stop.self) {
      try Cancellation.asking {
        calls += 1
        if calls == 3 { throw Stop() }
      } _: {
        try LBFGS(dimension: 20).minimize(objective, from: [Double](repeating: -1, count: 20))
      }
    }
    #expect(calls == 3)
  }
}
