/// A point with its energy and gradient.
struct Position {
  var x: [Double]
  var energy: Double
  var gradient: [Double]
  /// Largest magnitude in the gradient; infinity if anything is NaN, so that no comparison accepts it.
  let norm: Double

  init(x: [Double], energy: Double, gradient: [Double]) {
    self.x = x
    self.energy = energy
    self.gradient = gradient
    norm = gradient.reduce(0) { $1.isNaN ? .infinity : max($0, abs($1)) }
  }

  var isFinite: Bool { energy.isFinite && norm.isFinite }
}

/// Counts what is evaluated.
final class Evaluations {
  private let evaluator: any EnergyEvaluator
  private(set) var energies = 0
  private(set) var hessians = 0

  init(_ evaluator: any EnergyEvaluator) { self.evaluator = evaluator }

  func position(_ x: [Double]) throws -> Position {
    energies += 1
    var gradient = [Double](repeating: 0, count: x.count)
    let energy = try evaluator.energy(x, gradient: &gradient)
    return Position(x: x, energy: energy, gradient: gradient)
  }

  func energy(_ x: [Double]) throws -> Double { try position(x).energy }

  func hessian(_ x: [Double]) throws -> [Double] {
    hessians += 1
    return try evaluator.hessian(x)
  }

  func product(_ x: [Double], _ vector: [Double]) throws -> [Double] {
    try evaluator.hessianProduct(x, vector)
  }
}
