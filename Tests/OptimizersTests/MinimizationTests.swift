import Foundation
import Layers
import Losses
import Optimizers
import Tensors
import TestSupport
import Testing

/// Minimisations from near and far starts against SciPy's L-BFGS-B (scripts/minimize_fixtures.py).
@Suite struct MinimizationTests {
  struct Case: Decodable, Sendable, CustomStringConvertible {
    let name: String
    let start: [Double]
    let evaluations: Int
    let value: Double
    let converged: Bool
    var description: String { "\(name) from \(start.prefix(2))" }
  }

  static let cases: [Case] = {
    let file = Repository.fixtures.appending(path: "minimize.json")
    let read = try? JSONDecoder().decode([Case].self, from: Data(contentsOf: file))
    return read ?? []
  }()

  private func objective(_ name: String, _ n: Int) -> any DifferentiableObjective {
    switch name {
    case "rosenbrock": Rosenbrock(n)
    case "beale": Closure(n, beale)
    case "powell": Closure(n, powell)
    case "quadratic": Closure(n, illConditioned)
    default: Closure(n, parabola)
    }
  }

  @Test func theRecordIsThere() { #expect(MinimizationTests.cases.count == 16) }

  /// Twice SciPy's evaluations at most, and the minimum reached wherever SciPy reaches it.
  @Test(arguments: MinimizationTests.cases) func asFewEvaluationsAsSciPy(known: Case) throws {
    let n = known.start.count
    let result = try LBFGS(dimension: n, options: Minimization().descent)
      .minimize(objective(known.name, n), from: known.start)
    guard known.converged else { return }
    #expect(result.status == .converged)
    #expect(result.gradientNorm < 1e-7)
    #expect(result.evaluations <= 2 * known.evaluations)
  }

  @Test func whereTheFunctionEndsStepsAreShortened() throws {
    // x - log x, from where the first steps leave its domain.
    let objective = Closure(1) { x in (x[0] - log(x[0]), [1 - 1 / x[0]]) }
    for start in [1e-6, 0.3, 40.0] {
      let result = try LBFGS(dimension: 1, options: Minimization().descent)
        .minimize(objective, from: [start])
      #expect(result.status == .converged)
      #expect(abs(result.x[0] - 1) < 1e-6)
    }
  }

  @Test func whatHasNoMinimumEnds() throws {
    let slope = Closure(2) { x in (x[0] - 2 * x[1], [1, -2]) }
    let result = try LBFGS(dimension: 2, options: Minimization().descent)
      .minimize(slope, from: [0, 0])
    #expect(result.status != .converged)
    #expect(result.evaluations < 20_000)
    let uphill = Closure(2) { x in (x[0] * x[0] + x[1] * x[1], [-2 * x[0], -2 * x[1]]) }
    #expect(
      try LBFGS(dimension: 2, options: Minimization().descent).minimize(uphill, from: [1, 1])
        .status == .stuck)
  }

  /// A tolerance below what rounding allows ends soon.
  @Test func roundingEndsIt() throws {
    let offset = Closure(2) { x in
      (1e6 + 3 * x[0] * x[0] + x[1] * x[1] + x[0] * x[1], [6 * x[0] + x[1], 2 * x[1] + x[0]])
    }
    let large = Closure(2) { x in
      let (value, gradient) = try offset.body(x.map { $0 - 1.1 })
      return (1e9 * value, gradient.map { 1e9 * $0 })
    }
    let result = try LBFGS(dimension: 2, options: Minimization().descent)
      .minimize(large, from: [3, -7])
    #expect(abs(result.x[0] - 1.1) < 1e-6 && abs(result.x[1] - 1.1) < 1e-6)
    #expect(result.evaluations < 500)
  }

  @Test(arguments: ["sgd", "adam", "adamw", "rmsprop"]) func rulesGoDown(name: String) throws {
    let rule: any UpdateRule =
      switch name {
      case "sgd": SGD(learningRate: 0.05, momentum: 0.5)
      case "adam": Adam(learningRate: 0.05)
      case "adamw": AdamW(learningRate: 0.05, weightDecay: 0)
      default: RMSprop(learningRate: .schedule(Schedule(from: 0.05, .ramp(to: 1e-9, epochs: 900))))
      }
    let result = try RuleDescent(rule, tolerance: 1e-6, maximumSteps: 5000)
      .minimize(from: [2, -1]) { x in
        let shifted = try x - .tensor(Tensor([0.5, 0.25], dtype: .float64))
        return try shifted.square().sum()
      }
    #expect(result.status == .converged || name == "rmsprop")
    #expect(abs(result.x[0] - 0.5) < 1e-5 && abs(result.x[1] - 0.25) < 1e-5)
    let none = try RuleDescent(rule, tolerance: 1e-6, maximumSteps: 0)
      .minimize(from: [2, -1]) { try $0.square().sum() }
    #expect(none.status == .maxSteps && none.steps == 0 && none.x == [2, -1] && none.value == 5)
  }
}

private func beale(_ v: [Double]) -> (Double, [Double]) {
  let (x, y) = (v[0], v[1])
  var (value, gx, gy) = (0.0, 0.0, 0.0)
  for (k, c) in [(1.0, 1.5), (2, 2.25), (3, 2.625)] {
    let t = c - x * (1 - pow(y, k))
    value += t * t
    gx -= 2 * t * (1 - pow(y, k))
    gy += 2 * t * x * k * pow(y, k - 1)
  }
  return (value, [gx, gy])
}

private func powell(_ x: [Double]) -> (Double, [Double]) {
  let (a, b) = (x[0] + 10 * x[1], x[2] - x[3])
  let (c, d) = (x[1] - 2 * x[2], x[0] - x[3])
  let (c3, d3) = (c * c * c, d * d * d)
  return (
    a * a + 5 * b * b + c3 * c + 10 * d3 * d,
    [2 * a + 40 * d3, 20 * a + 4 * c3, 10 * b - 8 * c3, -10 * b - 40 * d3]
  )
}

/// Of condition 1e6.
private func illConditioned(_ x: [Double]) -> (Double, [Double]) {
  var (value, gradient) = (0.0, x)
  for (k, number) in x.enumerated() {
    let weight = pow(10, 6 * Double(k) / Double(x.count - 1))
    gradient[k] = weight * (number - 1)
    value += 0.5 * gradient[k] * (number - 1)
  }
  return (value, gradient)
}

private func parabola(_ x: [Double]) -> (Double, [Double]) {
  let differences = x.map { $0 - 1e4 }
  return (differences.reduce(0) { $0 + $1 * $1 }, differences.map { 2 * $0 })
}
