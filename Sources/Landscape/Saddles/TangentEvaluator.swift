import Optimizers

/// An energy on the hyperplane across a direction: its gradient without the component along it.
final class TangentEvaluator: DifferentiableObjective {
  private let evaluator: any DifferentiableObjective
  /// Unit.
  var direction: [Double] = []

  init(_ evaluator: any DifferentiableObjective) { self.evaluator = evaluator }

  func valueAndGradient(
    _ x: UnsafePointer<Double>, _ gradient: UnsafeMutablePointer<Double>
  ) throws -> Double {
    let value = try evaluator.valueAndGradient(x, gradient)
    var along = 0.0
    for i in direction.indices { along += direction[i] * gradient[i] }
    for i in direction.indices { gradient[i] -= along * direction[i] }
    return value
  }
}
