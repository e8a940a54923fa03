import Tensors

/// How long a step is.
public enum StepLength {
  case number(Double)
  /// The radius times a number over the number of steps.
  case radius(times: Double, over: Int)
}

extension AttackProblem {
  /// A step along the steepest ascent of the objective, projected back.
  /// - Parameter function: what is raised instead, from the logits, [n].
  public func ascended(
    _ points: Value, _ length: StepLength, of function: ((_ logits: Value) throws -> Value)? = nil
  ) throws -> Value {
    let direction = try ball.ascent(ascend(points, of: function).gradient)
    let size =
      switch length {
      case .number(let number): try Value.scalar(number, points.dtype)
      case .radius(let times, let steps):
        try (ball.epsilon * times / Double(max(steps, 1))).cast(to: points.dtype)
      }
    return try ball.project(points + direction * size)
  }
}
