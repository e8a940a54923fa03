import Regions
import Settings
import Tensors

/// Runs an attack: restarts, steps, the record; takes fooled samples out of the batch, counts, and stops when it is
/// told to. Each step is one plan with the record in it.
public struct AttackDriver {
  /// What the attacker may do, and how the attack is run.
  public struct Options: Declared {
    /// One number, one for each row, or in the l-infinity norm one for each feature.
    public var epsilon: Value
    public var norm = Norm.linf
    public var clip: Clip?
    public var seed: UInt64 = 0
    /// Whether samples that are fooled are taken out of the batch.
    public var compact = true

    public init(epsilon: Value) { self.epsilon = epsilon }

    public init(
      epsilon: Double, norm: Norm = .linf, clip: Clip? = nil, seed: UInt64 = 0,
      compact: Bool = true
    ) throws {
      self.epsilon = try .scalar(epsilon, .float64)
      self.norm = norm
      self.clip = clip
      self.seed = seed
      self.compact = compact
    }

    public init(_ given: Given<Options>) { epsilon = given[\.epsilon] }

    public static let about = About("threat", "What an attacker may do, and how an attack is run.")
    public static let settings: [Setting<Options>] = [
      .tensor(
        "eps", \.epsilon, required: true,
        "The radius of the ball: a number, or one for each feature or row."),
      .choice("norm", \.norm, "Its norm."),
      .clip("clip", \.clip, "{low, high}: the range of valid inputs, numbers or tensors."),
      .integer(
        "seed", \.seed, Int.min...Int.max, rule: "the session's", "Of what is drawn."),
      .flag(
        "compact", \.compact, identifies: false, "Whether fooled samples leave the batch."),
    ]
  }

  public let attack: any Attack
  public let options: Options
  public let objective: any Objective
  public let criterion: Criterion

  /// - Parameter criterion: the attack's own unless given.
  public init(
    _ attack: any Attack, _ options: Options, objective: any Objective = MarginObjective(),
    criterion: Criterion? = nil
  ) {
    self.attack = attack
    self.criterion = criterion ?? attack.criterion
    self.options = options
    self.objective = objective
  }

  /// What was made for models of one structure, whatever their parameters.
  private static let plans = StructureCache<Purpose, AttackPlan>(limit: 128)

  private struct Purpose: Hashable, Sendable {
    let attack: String
    let objective: String
    let norm: Norm
    let criterion: Criterion
    let phase: AttackPlan.Phase
  }

  /// - Parameters:
  ///   - model: gives logits [n, classes] for a batch; each row must depend on its own sample alone.
  ///   - x: samples along the leading dimension.
  ///   - y: classes from 1.
  ///   - keys: two words for each row, from which its random numbers are drawn; those of seed and contents unless
  ///     given.
  public func callAsFunction(
    _ model: Model, _ x: Value, _ y: Value, keys: Tensor? = nil
  ) throws -> AttackResult {
    let target = try AttackTarget(model, x, y, options)
    var run = try AttackRun(target, options, keys: keys ?? self.keys(target))
    guard target.samples > 0 else { return try run.result() }
    func perform(_ phase: AttackPlan.Phase, restart: Int = 0, index: Int = 0) throws {
      try Cancellation.check()
      let traced = try model.traced(run.batch.x.type, for: "attack")
      var phase = phase
      phase.continues = !run.batch.record.isEmpty
      let plan = try plan(phase, traced, run.batch, restart: restart, index: index)
      let result = try plan(run.batch, traced.captured, restart: restart, index: index)
      if attack.planIdentity == nil, let points = result.state.first, !points.isFinite {
        throw AttackError.notFinite(attack: attack.description, step: index + 1)
      }
      run.accept(result, gradients: plan.gradients, forwards: plan.forwards)
    }
    if criterion != .last, !attack.startsAtSamples { try perform(AttackPlan.Phase(isClean: true)) }
    for restart in 0..<max(attack.restarts, 1) {
      for index in 0..<max(attack.steps, 1) {
        // What was found so far may have emptied the batch.
        guard try run.compact() else { return try run.result() }
        try perform(
          AttackPlan.Phase(
            starts: index == 0, isAgain: index == 0 && restart > 0, steps: attack.steps > 0,
            ends: index >= attack.steps - 1),
          restart: restart, index: index)
      }
    }
    return try run.result()
  }

  /// Keys of the samples' contents; none are needed where nothing is drawn.
  private func keys(_ target: AttackTarget) throws -> Tensor {
    attack.isRandom
      ? try RowRandom.keys(of: [target.x, target.y], seed: options.seed)
      : try .full(0, shape: Shape([target.samples, 2]), dtype: .int32)
  }

  /// The plan of a phase: one for all steps, unless the step is a function of a script.
  private func plan(
    _ phase: AttackPlan.Phase, _ model: TracedModel, _ batch: AttackPlan.Batch, restart: Int,
    index: Int
  ) throws -> AttackPlan {
    guard let identity = attack.planIdentity else {
      // The step is a function of a script: it may do other things at each step.
      var phase = phase
      (phase.index, phase.restart) = (index, restart)
      return try AttackPlan(self, phase, model, batch)
    }
    let types =
      [batch.y.type, batch.epsilon.type] + batch.clip.map(\.type) + batch.state.map(\.type)
    return try AttackDriver.plans(
      model.structure,
      Purpose(
        attack: identity, objective: objective.name, norm: options.norm,
        criterion: criterion, phase: phase),
      types
    ) { try AttackPlan(self, phase, model, batch) }
  }
}
