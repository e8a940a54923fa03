import Regions
import Tensors

extension SteppedAttack {
  /// Puts what was seen in a step into the record; at the end of a run with the last point, if that is still to be
  /// looked at and matters.
  func keep(
    _ state: [Value], _ problem: AttackProblem, in record: inout Record, ends: Bool
  ) throws {
    let keepsLast = record.criterion == .last
    if ends, endsUnevaluated, !keepsLast {
      try problem.evaluate(endsInBall ? problem.ball.project(state[0]) : state[0])
    }
    for evaluation in problem.evaluations {
      try record.offer(evaluation, problem.ball, isInside: staysInside)
    }
    if ends, keepsLast {
      record.keep(try staysInside ? state[0] : problem.ball.project(state[0]))
    }
  }
}

extension Attack {
  /// The points of the attack as a value of the trace that is being recorded: all steps one after the other. A
  /// driver that keeps by the same criterion finds the same points.
  /// - Parameters:
  ///   - model: logits [n, classes] of a batch; what it depends on besides is taken as it is.
  ///   - y: classes from 1.
  ///   - ball: around the samples.
  ///   - keys: two words for each row, int32 [n, 2].
  ///   - objective: what each part raises unless given.
  public func unrolled(
    _ model: (Value) throws -> Value, y: Value, ball: Ball, keys: Value,
    criterion: Criterion, objective: (any Objective)? = nil
  ) throws -> Value {
    let y = try y.cast(to: .int32)
    let traced = try Trace.graph([ball.center.type]) { [try model($0[0])] }
    let graph = traced.graph.withLogits
    let classes = graph.outputTypes[0].shape[1]
    let rank = parts.count > 1 ? NamedObjective.crossEntropy : nil
    var record = try Record(criterion, x: ball.center)
    func problem(_ part: any SteppedAttack, _ time: AttackClock.Time) throws -> AttackProblem {
      try AttackProblem(
        model: { points in
          let values = try graph([points] + traced.captured)
          return (values[0], values[1])
        }, classes: classes, aim: AttackProblem.Aim(objective ?? part.objective, rank: rank), y: y,
        ball: ball, keys: keys, clock: AttackClock(time))
    }
    if let first = parts.first, criterion != .last, !first.startsAtSamples {
      try record.offer(problem(first, AttackClock.Time()).evaluate(ball.center), ball)
    }
    for (part, search) in parts.enumerated() {
      var state: [Value]?
      for run in 0..<max(search.runs(classes: classes), 1) {
        for step in 0..<max(search.steps, 1) {
          try Cancellation.check()
          let problem = try problem(search, AttackClock.Time(step: step, run: run, part: part))
          if step == 0 { state = try search.start(problem, after: run > 0 ? state : nil) }
          if search.steps > 0 { state = try search.step(state ?? [], problem) }
          try search.keep(state ?? [], problem, in: &record, ends: step >= search.steps - 1)
        }
      }
    }
    return try record.points.stopGradient()
  }
}
