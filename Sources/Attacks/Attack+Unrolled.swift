import Regions
import Tensors

extension Attack {
  /// Puts what was seen in a step into the record; at the end of a run with the last point, if that is still to be
  /// looked at and matters.
  func keep(
    _ state: [Value], _ problem: AttackProblem, in record: inout Record, ends: Bool
  ) throws {
    let keepsLast = record.criterion == .last
    if ends, endsUnevaluated, !keepsLast { try problem.evaluate(state[0]) }
    for evaluation in problem.evaluations {
      try record.offer(evaluation, problem.ball, isInside: staysInside)
    }
    if ends, keepsLast {
      record.keep(try staysInside ? state[0] : problem.ball.project(state[0]))
    }
  }

  /// The points of the attack as a value of the trace that is being recorded: all steps one after the other. A
  /// driver that keeps by the same criterion finds the same points.
  /// - Parameters:
  ///   - model: logits [n, classes] of a batch; what it depends on besides is taken as it is.
  ///   - y: classes from 1.
  ///   - ball: around the samples.
  ///   - keys: two words for each row, int32 [n, 2].
  public func unrolled(
    _ model: @escaping (Value) throws -> Value, y: Value, ball: Ball, keys: Value,
    criterion: Criterion, objective: any Objective = MarginObjective()
  ) throws -> Value {
    let y = try y.cast(to: .int32)
    var record = try Record(criterion, x: ball.center)
    if criterion != .last, !startsAtSamples {
      let problem = try AttackProblem(
        model: model, objective: objective, y: y, ball: ball, keys: keys,
        clock: AttackClock(index: 0, restart: 0))
      try record.offer(problem.evaluate(ball.center), ball)
    }
    for restart in 0..<max(restarts, 1) {
      var state: [Value] = []
      for index in 0..<max(steps, 1) {
        try Cancellation.check()
        let problem = try AttackProblem(
          model: model, objective: objective, y: y, ball: ball, keys: keys,
          clock: AttackClock(index: index, restart: restart))
        if index == 0 { state = try start(problem, isAgain: restart > 0) }
        if steps > 0 { state = try step(state, problem) }
        try keep(state, problem, in: &record, ends: index >= steps - 1)
      }
    }
    return try record.points.stopGradient()
  }
}
