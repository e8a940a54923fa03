import Regions
import Tensors

/// A part of an attack as one plan: it may begin a run, make a step, and end the run, and keeps the record. One
/// plan serves all steps, parameters of the model, and attacks of the same settings.
struct AttackPlan: Sendable {
  /// What of a run a plan does.
  struct Phase: Hashable, Sendable {
    /// Of the attack.
    var part = 0
    /// Whether the samples themselves are evaluated and nothing else.
    var isClean = false
    var starts = false
    /// Of a start: whether it is one after the first.
    var isAgain = false
    var steps = false
    var ends = false
    /// Of an end: whether nobody goes on from there.
    var isLast = false
    /// Whether there is a record already.
    var continues = false
    /// When, where each step has a plan of its own.
    var time: AttackClock.Time?
  }

  enum Field: CaseIterable {
    case x, y, keys, epsilon, clip, record, state, captured
  }

  let phase: Phase
  private let plan: Plan
  private let packing: Packing<Field>
  private let clock: [@Sendable (AttackClock.Time) -> Double]
  private let clockTypes: [DType]
  /// Of a row.
  let gradients: Int
  let forwards: Int

  struct Result {
    let record: [Tensor]
    let state: [Tensor]
    /// Whether the first points that were evaluated reach the goal.
    let isFirstReached: Tensor?
  }

  /// The tensors that go with a batch of rows.
  struct Batch {
    var x: Tensor
    var y: Tensor
    var keys: Tensor
    var epsilon: Tensor
    /// Empty, or the ends.
    var clip: [Tensor]
    var record: [Tensor] = []
    var state: [Tensor] = []
  }

  init(
    _ driver: AttackDriver, _ attack: any SteppedAttack, _ phase: Phase, _ model: TracedModel,
    _ batch: Batch
  ) throws {
    self.phase = phase
    let criterion = driver.criterion
    let packing = Packing<Field> { field in
      AttackPlan.tensors(field, phase, batch, model.captured).map(\.type)
    }
    let clock = AttackClock(phase.time)
    var counts = (gradients: 0, forwards: 0)
    let traced = try Trace.graph(packing.types, collecting: AttackClock.Number.self) { values in
      let inputs = packing.unpacked(values)
      let clip = inputs[.clip]
      // Where each step has a plan, one radius for all is a number that scripts can see.
      let isNumber = phase.time != nil && batch.epsilon.count == 1
      let ball = try Ball(
        center: inputs.one(.x),
        epsilon: isNumber ? .tensor(batch.epsilon) : inputs.one(.epsilon),
        norm: driver.options.norm,
        clip: clip.isEmpty ? nil : Clip(low: clip[0], high: clip[1]))
      let captured = inputs[.captured]
      let problem = try AttackProblem(
        model: { try model.answers($0, captured) }, classes: model.output.shape[1],
        aim: driver.aim(of: attack), y: inputs.one(.y), ball: ball, keys: inputs.one(.keys),
        clock: clock)
      var record =
        phase.continues
        ? Record(criterion, inputs[.record])
        : try Record(criterion, x: inputs.one(.x))
      var state = inputs[.state]
      if phase.isClean { try problem.evaluate(inputs.one(.x)) }
      if phase.starts { state = try attack.start(problem, after: phase.isAgain ? state : nil) }
      if phase.steps { state = try attack.step(state, problem) }
      try attack.keep(state, problem, in: &record, ends: phase.ends)
      counts = (problem.gradients, problem.forwards)
      let first = problem.evaluations.first.map { [$0.isReached] } ?? []
      // The last points of an attack of a script are looked at as well.
      let isOver = phase.isClean || phase.isLast && attack.planIdentity != nil
      return record.values + first + (isOver ? [] : state)
    }
    guard traced.captured.isEmpty else { throw TensorError.foreignTrace }
    plan = try Plan.cached(traced.graph)
    self.packing = packing
    let functions = clock.functions
    self.clock = traced.implicit.map { functions[$0.source.order] }
    clockTypes = traced.implicit.map(\.type.dtype)
    (gradients, forwards) = counts
  }

  /// The tensors of a field.
  private static func tensors(
    _ field: Field, _ phase: Phase, _ batch: Batch, _ captured: [Tensor]
  ) -> [Tensor] {
    switch field {
    case .x: [batch.x]
    case .y: [batch.y]
    case .keys: [batch.keys]
    case .epsilon: [batch.epsilon]
    case .clip: batch.clip
    case .record: phase.continues ? batch.record : []
    case .state: phase.starts && !phase.isAgain || phase.isClean ? [] : batch.state
    case .captured: captured
    }
  }

  func callAsFunction(
    _ batch: Batch, _ captured: [Tensor], _ time: AttackClock.Time
  ) throws -> Result {
    let inputs = packing.packed { AttackPlan.tensors($0, phase, batch, captured) }
    let numbers = try zip(clock, clockTypes).map {
      try Tensor(scalar: $0(time), dtype: $1)
    }
    let outputs = try plan(inputs + numbers)
    let hasFirst = forwards > 0 ? 1 : 0
    return Result(
      record: Array(outputs[..<Record.count]), state: Array(outputs[(Record.count + hasFirst)...]),
      isFirstReached: hasFirst == 1 ? outputs[Record.count] : nil)
  }
}
