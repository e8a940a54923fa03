import Tensors

/// What tells, besides its loss, how good a network is: the share of right classes, or how far outputs are from
/// targets that are numbers.
enum TrainingFigure: Sendable {
  case accuracy, rmse

  /// A sum over samples, in double precision, from which `Averages` follow; NaN where there is no such figure.
  /// - Parameter isRegression: whether targets are numbers whatever their values.
  static func sum(
    _ outputs: Value, _ targets: Value, isRegression: Bool
  ) throws -> (figure: TrainingFigure, sum: Value) {
    if !isRegression, let right = try Predictions.countRight(outputs, targets) {
      return (.accuracy, right)
    }
    guard let targets = try Targets.matched(targets, to: outputs) else {
      return (.rmse, try .scalar(.nan, .float64))
    }
    let values = max(outputs.shape.count / max(outputs.shape.rank > 0 ? outputs.shape[0] : 1, 1), 1)
    let squares = try (outputs - targets).square().cast(to: .float64).sum()
    return (.rmse, try squares / Double(values))
  }

  /// Accuracy and root mean square of so many samples; nil for the one that the figure is not.
  func averages(_ sum: Double, samples: Int) -> (accuracy: Double?, rmse: Double?) {
    guard !sum.isNaN else { return (nil, nil) }
    let mean = sum / Double(samples)
    return self == .accuracy ? (mean, nil) : (nil, mean.squareRoot())
  }
}
