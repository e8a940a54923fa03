import Regions
import Tensors

/// What an attack sees: samples, the ball around them, and the model, which it asks for outputs and gradients.
/// It lives while a start or a step is traced or computed; what it is asked for is counted and recorded.
public final class AttackProblem {
  /// [n, features...].
  public let x: Value
  /// Classes from 1, int32 [n].
  public let y: Value
  /// Around x.
  public let ball: Ball
  /// Which step this is.
  public let clock: AttackClock
  /// Random numbers of each row: others at each step and restart.
  public let random: RowRandom
  private let model: (Value) throws -> Value
  private let objective: any Objective

  /// What the model does at points.
  public struct Evaluation {
    public let points: Value
    /// [n, classes].
    public let logits: Value
    /// What the attack raises, [n].
    public let objective: Value
    /// 1 where the prediction is not the class, in the points' precision, [n]. Ties count as wrong only if the class
    /// comes later, as argmax decides.
    public let isWrong: Value
  }

  /// In the order in which they were asked for.
  private(set) var evaluations: [Evaluation] = []
  /// Evaluations with and without a gradient, of a row; those inside gradients count as both.
  private(set) var gradients = 0
  private(set) var forwards = 0

  /// - Parameters:
  ///   - model: logits [n, classes] of a batch; each row must depend on its own sample alone.
  ///   - keys: two words for each row, int32 [n, 2].
  init(
    model: @escaping (Value) throws -> Value, objective: any Objective, y: Value, ball: Ball,
    keys: Value, clock: AttackClock
  ) throws {
    self.model = model
    self.objective = objective
    x = ball.center
    self.y = y
    self.ball = ball
    self.clock = clock
    random = RowRandom(keys: keys, counter: try clock.counter())
  }

  /// What the model does, without a gradient.
  @discardableResult
  public func evaluate(_ points: Value) throws -> Evaluation {
    forwards += 1
    let logits = try model(points)
    return try note(points, logits, objective.values(logits, y))
  }

  /// What the model does, and the gradient of the objective by the points.
  /// - Parameter function: what is differentiated, from the logits, [n]; the objective unless given.
  public func ascend(
    _ points: Value, of function: ((_ logits: Value) throws -> Value)? = nil
  ) throws -> (evaluation: Evaluation, gradient: Value) {
    forwards += 1
    gradients += 1
    var evaluation: Evaluation?
    let gradient = try valueAndGradient(
      of: { arguments in
        let logits = try self.model(arguments[0])
        let values = try self.objective.values(logits, self.y)
        evaluation = try self.note(points, logits, values)
        return try (function?(logits) ?? values).sum()
      }, at: [points]
    ).gradient
    return (evaluation!, gradient)
  }

  /// The logits, and their gradients by the points, [n, classes, features...].
  public func classGradients(_ points: Value) throws -> (logits: Value, gradients: Value) {
    forwards += 1
    var logits: Value?
    var rows: [Value] = []
    let classes = try Trace.graph([points.type]) { [try self.model($0[0])] }.graph.outputTypes[0]
      .shape[1]
    for k in 0..<classes {
      gradients += 1
      rows.append(
        try valueAndGradient(
          of: { arguments in
            let outputs = try self.model(arguments[0])
            logits = outputs
            return try outputs.sliced(1, k..<k + 1).sum()
          }, at: [points]
        ).gradient)
    }
    let outputs = try logits ?? model(points)
    _ = try note(points, outputs, objective.values(outputs, y))
    return (outputs, try .stacked(rows, dimension: 1))
  }

  private func note(_ points: Value, _ logits: Value, _ values: Value) throws -> Evaluation {
    let isWrong = try Predictions.classes(logits).differs(from: y).cast(to: points.dtype)
    let evaluation = Evaluation(
      points: points, logits: logits, objective: try values.cast(to: points.dtype),
      isWrong: isWrong)
    evaluations.append(evaluation)
    return evaluation
  }
}
