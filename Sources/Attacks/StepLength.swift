import Tensors

/// How long a step is.
public enum StepLength {
  case number(Double)
  /// The radius times a number over the number of steps.
  case radius(times: Double, over: Int)

  /// As a value that goes with points.
  func value(_ problem: AttackProblem) throws -> Value {
    switch self {
    case .number(let number): try .scalar(number, problem.x.dtype)
    case .radius(let times, let steps):
      try (problem.ball.epsilon * times / Double(max(steps, 1))).cast(to: problem.x.dtype)
    }
  }
}

extension AttackProblem {
  /// A step along the steepest ascent of the objective, projected back.
  /// - Parameters:
  ///   - part: of the length.
  ///   - function: what is raised instead, from the logits, [n].
  public func ascended(
    _ points: Value, _ length: StepLength, part: Value? = nil,
    of function: ((_ logits: Value) throws -> Value)? = nil
  ) throws -> Value {
    let direction = try ball.ascent(ascend(points, of: function).gradient)
    let whole = try length.value(self)
    let size = try part.map { try whole * $0 } ?? whole
    return try ball.project(points + direction * size)
  }
}
