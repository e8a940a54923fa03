import Tensors

/// How long a step is.
public enum StepLength {
  case number(Double)
  /// A part of the radius.
  case part(Double)
}

extension AttackProblem {
  /// A step along the steepest ascent of the objective, projected back.
  func ascended(_ points: Value, _ length: StepLength) throws -> Value {
    let direction = try ball.ascent(ascend(points).gradient)
    let size =
      switch length {
      case .number(let number): try Value.scalar(number, points.dtype)
      case .part(let part): try (ball.epsilon * part).cast(to: points.dtype)
      }
    return try ball.project(points + direction * size)
  }
}
