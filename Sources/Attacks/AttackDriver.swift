import Regions
import Tensors

/// Runs an attack: its parts, their runs and steps, the record; takes fooled samples out of the batch, counts, and
/// stops when it is told to. Each step is one plan with the record in it.
public struct AttackDriver {
  public let attack: any Attack
  public let options: Threat
  public let criterion: Criterion
  let objective: (any Objective)?
  let rank: (any Objective)?
  let goal: any Goal

  /// - Parameters:
  ///   - criterion: the attack's own unless given.
  ///   - objective: what is raised instead of the attack's own.
  ///   - rank: by what points are compared that fail; what is raised unless given.
  ///   - goal: of attacks that are not targeted.
  public init(
    _ attack: any Attack, _ options: Threat, criterion: Criterion? = nil,
    objective: (any Objective)? = nil, rank: (any Objective)? = nil,
    goal: any Goal = Misclassification()
  ) {
    self.attack = attack
    self.criterion = criterion ?? attack.criterion
    self.options = options
    self.goal = goal
    self.objective = objective
    self.rank = rank ?? (attack.parts.count > 1 ? NamedObjective.crossEntropy : nil)
  }

  /// The same with other options.
  private init(copying other: AttackDriver, _ options: Threat) {
    (attack, criterion, objective) = (other.attack, other.criterion, other.objective)
    (rank, goal) = (other.rank, other.goal)
    self.options = options
  }

  /// What was made for models of one structure, whatever their parameters.
  private static let plans = StructureCache<Purpose, AttackPlan>(limit: 128)

  private struct Purpose: Hashable, Sendable {
    let attack: String
    let aim: String
    let norm: Norm
    let criterion: Criterion
    let phase: AttackPlan.Phase
  }

  /// - Parameters:
  ///   - model: gives logits [n, classes] for a batch, or probabilities; each row must depend on its own sample
  ///     alone.
  ///   - x: samples along the leading dimension.
  ///   - y: classes from 1.
  ///   - keys: two words for each row, from which its random numbers are drawn; those of seed and contents unless
  ///     given.
  ///   - isEnough: whether to stop, asked after each step with the points that are kept and whether each reaches
  ///     the goal, while no sample has left the batch.
  public func callAsFunction(
    _ model: Model, _ x: Value, _ y: Value, keys: Tensor? = nil,
    until isEnough: ((_ points: Tensor, _ isReached: [Bool]) throws -> Bool)? = nil
  ) throws -> AttackResult {
    if let size = attack.rowsAtOnce, options.compact, x.shape.rank > 1, x.shape[0] > size {
      return try inParts(of: size, model, x, y, keys)
    }
    let target = try AttackTarget(model, x, y, self)
    var run = try AttackRun(target, self, keys: keys ?? self.keys(target))
    guard target.samples > 0 else { return try run.result() }
    if let first = attack.parts.first, criterion != .last, !first.startsAtSamples {
      try perform(AttackPlan.Phase(isClean: true), first, AttackClock.Time(), model, &run)
    }
    search: for (part, search) in attack.parts.enumerated() {
      let runs = max(search.runs(classes: target.classes), 1)
      for number in 0..<max(search.runs(classes: target.classes), 1) {
        for step in 0..<max(search.steps, 1) {
          let ends = step >= search.steps - 1
          // What was found so far may have emptied the batch.
          guard try run.compact() else { break search }
          let phase = AttackPlan.Phase(
            part: part, starts: step == 0, isAgain: step == 0 && number > 0,
            steps: search.steps > 0, ends: ends, isLast: ends && number == runs - 1)
          let time = AttackClock.Time(step: step, run: number, part: part)
          guard try perform(phase, search, time, model, &run) else {
            try end(search, time, model, &run)
            break search
          }
          if let isEnough, let points = run.batch.record.first, try isEnough(points, run.isFooled) {
            break search
          }
        }
      }
    }
    if options.targeted { try run.look(at: model) }
    return try run.result()
  }

  /// The same for some samples after the others, whose results are independent.
  private func inParts(
    of size: Int, _ model: Model, _ x: Value, _ y: Value, _ keys: Tensor?
  ) throws -> AttackResult {
    // What is wrong is said of the whole.
    let whole = try AttackTarget(model, x, y, self)
    let samples = whole.samples
    var options = options
    if options.targeted { options.target = .tensor(whole.aimed) }
    options.budget = options.budget.map { max($0 - whole.forwards, 1) }
    var results: [AttackResult] = []
    for first in stride(from: 0, to: samples, by: size) {
      let rows = Array(first..<min(first + size, samples))
      func part(_ value: Value) throws -> Value {
        .tensor(try value.tensor(for: "attack").rows(rows))
      }
      let driver = AttackDriver(copying: self, try options.picking(rows, of: x))
      results.append(try driver(model, part(x), part(y), keys: keys.map { try $0.rows(rows) }))
    }
    return try AttackResult(joining: results, forwards: whole.forwards * samples)
  }

  /// A part of the attack as one plan. False, and nothing is done, where there is no budget for it.
  @discardableResult
  private func perform(
    _ phase: AttackPlan.Phase, _ search: any SteppedAttack, _ time: AttackClock.Time,
    _ model: Model, _ run: inout AttackRun
  ) throws -> Bool {
    try Cancellation.check()
    let traced = try model.traced(run.batch.x.type, for: "attack")
    var phase = phase
    phase.continues = !run.batch.record.isEmpty
    let plan = try plan(phase, search, traced, run.batch, time)
    // The last point of a run has yet to be looked at.
    let last = phase.ends || phase.isClean || !search.endsUnevaluated ? 0 : 1
    guard run.canAfford(plan.gradients + plan.forwards + last) else { return false }
    let result = try plan(run.batch, traced.captured, time)
    if search.planIdentity == nil, let points = result.state.first, !points.isFinite {
      throw AttackError.notFinite(attack: search.description, step: time.step + 1)
    }
    run.accept(result, gradients: plan.gradients, forwards: plan.forwards, part: phase.part)
    return true
  }

  /// Looks at the point at which a run stands whose budget is used up, or at the samples where there is none.
  private func end(
    _ search: any SteppedAttack, _ time: AttackClock.Time, _ model: Model, _ run: inout AttackRun
  ) throws {
    if run.batch.record.isEmpty {
      try perform(AttackPlan.Phase(isClean: true), search, time, model, &run)
    } else if time.step > 0, search.endsUnevaluated {
      try perform(
        AttackPlan.Phase(part: time.part, ends: true, isLast: true), search, time, model, &run)
    }
  }

  /// Keys of the samples' contents; none are needed where nothing is drawn.
  private func keys(_ target: AttackTarget) throws -> Tensor {
    attack.parts.contains(where: \.isRandom)
      ? try RowRandom.keys(of: [target.x, target.y], seed: options.seed)
      : try .full(0, shape: Shape([target.samples, 2]), dtype: .int32)
  }

  /// What a part wants.
  func aim(of search: any SteppedAttack) -> AttackProblem.Aim {
    AttackProblem.Aim(
      objective ?? search.objective, rank: rank, goal: goal, isTargeted: options.targeted)
  }

  /// The plan of a phase: one for all steps, unless the step is a function of a script.
  private func plan(
    _ phase: AttackPlan.Phase, _ search: any SteppedAttack, _ model: TracedModel,
    _ batch: AttackPlan.Batch, _ time: AttackClock.Time
  ) throws -> AttackPlan {
    guard let identity = search.planIdentity else {
      // The step is a function of a script: it may do other things at each step.
      var phase = phase
      phase.time = time
      return try AttackPlan(self, search, phase, model, batch)
    }
    var purpose = phase
    // Parts with the same settings are told apart by nothing.
    purpose.part = 0
    let types =
      [batch.y.type, batch.epsilon.type] + batch.clip.map(\.type) + batch.state.map(\.type)
    return try AttackDriver.plans(
      model.structure,
      Purpose(
        attack: identity, aim: aim(of: search).name, norm: options.norm, criterion: criterion,
        phase: purpose),
      types
    ) { try AttackPlan(self, search, phase, model, batch) }
  }
}
