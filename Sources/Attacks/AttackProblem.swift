import Regions
import Tensors

/// What an attack sees: samples, the ball around them, and the model, which it asks for outputs and gradients.
/// It lives while a start or a step is traced or computed; what it is asked for is counted and recorded.
public final class AttackProblem {
  /// [n, features...].
  public let x: Value
  /// The class to leave or, of a targeted attack, to reach: from 1, int32 [n].
  public let y: Value
  /// Around x.
  public let ball: Ball
  /// Which step this is.
  public let clock: AttackClock
  /// Random numbers of each row: others at each step and restart.
  public let random: RowRandom
  /// How many classes the model has.
  public let classes: Int
  /// Whether y is to be reached, not left.
  public var isTargeted: Bool { aim.isTargeted }
  private let model: Answers
  private let aim: Aim

  /// What a model says of points: its outputs, which decide, and its logits, [n, classes] both. They differ where
  /// the outputs are a softmax, through which gradients would vanish.
  typealias Answers = (_ points: Value) throws -> (outputs: Value, logits: Value)

  /// What an attack wants.
  struct Aim {
    /// What it raises.
    let objective: any Objective
    /// By what points are compared that fail.
    let rank: any Objective
    let goal: any Goal
    let isTargeted: Bool

    /// - Parameter rank: what the attack raises unless given.
    init(
      _ objective: any Objective, rank: (any Objective)? = nil,
      goal: any Goal = Misclassification(), isTargeted: Bool = false
    ) {
      func aimed(_ objective: any Objective) -> any Objective {
        isTargeted ? Lowered(objective: objective) : objective
      }
      self.objective = aimed(objective)
      self.rank = aimed(rank ?? objective)
      self.goal = isTargeted ? TargetClass() : goal
      self.isTargeted = isTargeted
    }

    var name: String { "\(objective.name), \(rank.name), \(goal.name)" }
  }

  /// What the model does at points.
  public struct Evaluation {
    public let points: Value
    /// [n, classes].
    public let logits: Value
    /// What the attack raises, [n].
    public let objective: Value
    /// By what points are compared that fail, [n].
    let rank: Value
    /// 1 where the goal is reached, in the points' precision, [n].
    public let isReached: Value
    /// 1 where all outputs are numbers, [n].
    let isKnown: Value
  }

  /// In the order in which they were asked for.
  private(set) var evaluations: [Evaluation] = []
  /// Evaluations with and without a gradient, of a row; those inside gradients count as both.
  private(set) var gradients = 0
  private(set) var forwards = 0

  /// - Parameters:
  ///   - model: each row must depend on its own sample alone.
  ///   - keys: two words for each row, int32 [n, 2].
  init(
    model: @escaping Answers, classes: Int, aim: Aim, y: Value, ball: Ball, keys: Value,
    clock: AttackClock
  ) throws {
    self.model = model
    self.classes = classes
    self.aim = aim
    x = ball.center
    self.y = y
    self.ball = ball
    self.clock = clock
    random = RowRandom(keys: keys, counter: try clock.counter())
  }

  /// What the attack raises, from logits, [n].
  public func objective(_ logits: Value) throws -> Value { try aim.objective.values(logits, y) }

  /// What the model does, without a gradient.
  @discardableResult
  public func evaluate(_ points: Value) throws -> Evaluation {
    forwards += 1
    return try note(points, model(points))
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
        let noted = try self.note(points, self.model(arguments[0]))
        evaluation = noted
        return try (function?(noted.logits) ?? noted.objective).sum()
      }, at: [points]
    ).gradient
    // Where nothing that was done to the points has a derivative, steps would go nowhere.
    guard !gradient.isZeroByConstruction else { throw AttackError.notDifferentiable }
    return (evaluation!, gradient)
  }

  /// What the model does, and the gradients of several functions of the logits by the points.
  public func ascend(
    _ points: Value, ofEach functions: [(_ logits: Value) throws -> Value]
  ) throws -> (evaluation: Evaluation, gradients: [Value]) {
    forwards += 1
    gradients += functions.count
    var evaluation: Evaluation?
    let found = try functions.map { function in
      try valueAndGradient(
        of: { arguments in
          let answers = try self.model(arguments[0])
          if evaluation == nil { evaluation = try self.note(points, answers) }
          return try function(answers.logits).sum()
        }, at: [points]
      ).gradient
    }
    return (try evaluation ?? note(points, model(points)), found)
  }

  /// The logits, and their gradients by the points, [n, classes, features...].
  public func classGradients(_ points: Value) throws -> (logits: Value, gradients: Value) {
    forwards += 1
    var logits: Value?
    var rows: [Value] = []
    for k in 0..<classes {
      gradients += 1
      rows.append(
        try valueAndGradient(
          of: { arguments in
            let answers = try self.model(arguments[0])
            if k == 0 { logits = try self.note(points, answers).logits }
            return try answers.logits.sliced(1, k..<k + 1).sum()
          }, at: [points]
        ).gradient)
    }
    guard !rows.allSatisfy(\.isZeroByConstruction) else { throw AttackError.notDifferentiable }
    return (logits!, try .stacked(rows, dimension: 1))
  }

  private func note(
    _ points: Value, _ answers: (outputs: Value, logits: Value)
  ) throws -> Evaluation {
    let (outputs, logits) = answers
    let objective = try objective(logits)
    let rank =
      aim.rank.name == aim.objective.name ? objective : try aim.rank.values(logits, y)
    // A NaN among the outputs is no prediction.
    let isKnown = try outputs.equals(outputs).min([1]).cast(to: points.dtype)
    let isReached = try aim.goal.isReached(outputs, y).cast(to: points.dtype)
    let evaluation = Evaluation(
      points: points, logits: logits, objective: try objective.cast(to: points.dtype),
      rank: try rank.cast(to: points.dtype), isReached: try isReached * isKnown,
      isKnown: isKnown)
    evaluations.append(evaluation)
    return evaluation
  }
}
