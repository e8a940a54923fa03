import Settings
import Tensors

/// Auto-PGD: projected gradient steps with momentum, whose length is halved for each sample by itself where the
/// objective stops to rise, going on from the best point so far (Croce & Hein 2020, algorithm 1).
///
/// With `targets` a run each raises the difference to one of the nearest other classes (APGD-T).
public struct APGD: DeclaredAttack, SteppedAttack, Defaulted {
  public var steps = 100
  public var restarts = 1
  /// The part of the steps between two looks that must rise, or the length is halved.
  public var rho = 0.75
  public var loss = NamedObjective.crossEntropy
  /// How many other classes are tried, a run each; 0 raises the objective of the class itself.
  public var targets = 0
  public var order = TargetOrder.malt

  public init() {}
  public init(
    steps: Int = 100, restarts: Int = 1, loss: NamedObjective = .crossEntropy, targets: Int = 0,
    order: TargetOrder = .malt
  ) {
    self.steps = steps
    self.restarts = restarts
    self.loss = loss
    self.targets = targets
    self.order = order
  }

  public static let about = About(
    "apgd",
    "Projected gradient steps that choose their length by themselves. loss = \"dlr\" with targets = 9 is "
      + "APGD-T: a run towards each of the nine nearest classes.",
    source: "Croce & Hein 2020, algorithm 1; order: Melamed et al. 2024, MALT")
  public static let settings: [Setting<APGD>] = [
    .integer("steps", \.steps, 1...1_000_000, "Gradient steps."),
    .integer("restarts", \.restarts, 1...1_000_000, "Runs; the best point of all counts."),
    .number(
      "rho", \.rho, .closed(0...1),
      "The part of the steps that must rise, or their length is halved."),
    .objective(\.loss),
    .integer("targets", \.targets, 0...1_000_000, "Other classes to go to, a run each; 0: none."),
    .choice(
      "order", \.order,
      "Which classes: the smallest differences of logits, or of logits over gradients (malt)."),
  ]

  public var objective: any Objective { loss }
  public func runs(classes: Int) -> Int { max(min(targets, classes - 1), 1) * restarts }

  /// What goes from step to step, a row for each sample.
  private struct State {
    var x: Value
    var previous: Value
    var best: Value
    /// At the best point.
    var gradient: Value
    /// At the best point, at the last one, and at the best one when the length was looked at, [n].
    var highest: Value
    var last: Value
    var highestBefore: Value
    /// The length of a step, as a multiple of the radius, [n].
    var length: Value
    /// Steps that rose since then, and whether the length was halved then, [n].
    var rises: Value
    var wasHalved: Value
    /// Classes from 1, the nearest first, [n, targets]; none unless they are gone to.
    var targets: Value?

    init(x: Value, targets: Value?) throws {
      let rows = try Value.tensor(.full(0, shape: Shape([x.shape[0]]), dtype: x.dtype))
      (self.x, previous, best, gradient) = (x, x, x, try x.filled(0))
      highest = try rows.filled(-.infinity)
      (last, highestBefore) = (highest, highest)
      length = try rows.filled(2)
      (rises, wasHalved) = (rows, try rows.filled(1))
      self.targets = targets
    }

    init(_ values: [Value]) {
      (x, previous, best, gradient) = (values[0], values[1], values[2], values[3])
      (highest, last, highestBefore) = (values[4], values[5], values[6])
      (length, rises, wasHalved) = (values[7], values[8], values[9])
      targets = values.count > 10 ? values[10] : nil
    }

    var values: [Value] {
      [x, previous, best, gradient, highest, last, highestBefore, length, rises, wasHalved]
        + (targets.map { [$0] } ?? [])
    }
  }

  public func start(_ problem: AttackProblem, after previous: [Value]?) throws -> [Value] {
    let x = try problem.ball.sample(problem.random)
    guard targets > 0 else { return try State(x: x, targets: nil).values }
    let known = try previous.map { State($0).targets } ?? problem.targets(targets, by: order)
    return try State(x: x, targets: known).values
  }

  public func step(_ values: [Value], _ problem: AttackProblem) throws -> [Value] {
    var state = State(values)
    let function = try towards(state.targets, problem)
    let found = try problem.ascend(state.x, of: function)
    let height =
      try function.map { try $0(found.evaluation.logits).cast(to: state.x.dtype) }
      ?? found.evaluation.objective
    // The best point so far. The first of a run is better than none, whatever it is.
    let isFirst = try problem.clock.number(state.x.dtype) { $0 == 0 ? 1 : 0 }
    let isBetter = try height.greater(than: state.highest).maximum(isFirst)
    state.best = try problem.select(isBetter, state.x, state.best)
    state.gradient = try problem.select(isBetter, found.gradient, state.gradient)
    state.highest = try isBetter.select(height, state.highest)
    state.highestBefore = try isFirst.select(height, state.highestBefore)
    state.rises = try state.rises + height.greater(than: state.last) * (1 - isFirst)
    state.last = height
    let direction = try look(&state, found.gradient, problem)
    // Two projections, as the original: of the step, and of the step with what is left of the one before.
    let ball = problem.ball
    let length = try problem.wide(state.length) * ball.epsilon.cast(to: state.x.dtype)
    let moved = try ball.project(state.x + ball.ascent(direction) * length)
    let share = try problem.clock.number(state.x.dtype) { $0 == 0 ? 1 : 0.75 }
    let next = try ball.project(
      state.x + (moved - state.x) * share + (state.x - state.previous) * (1 - share))
    (state.previous, state.x) = (state.x, next)
    return state.values
  }

  /// At some steps, rows that rose too seldom, or found nothing better, get half their length, and go on from their
  /// best points.
  /// - Returns: the gradient at the point from which each row goes on.
  private func look(
    _ state: inout State, _ gradient: Value, _ problem: AttackProblem
  ) throws -> Value {
    let windows = APGD.windows(steps)
    let window = try problem.clock.number(state.x.dtype) { Double(windows[$0] ?? 0) }
    let isLook = try window.greater(than: 0)
    let isSlow = try state.rises.lessOrEqual(to: window * rho)
    let isStuck = try (1 - state.wasHalved) * state.highestBefore.greaterOrEqual(to: state.highest)
    let halves = try isSlow.maximum(isStuck) * isLook
    state.length = try halves.select(state.length * 0.5, state.length)
    state.wasHalved = try isLook.select(halves, state.wasHalved)
    state.highestBefore = try isLook.select(state.highest, state.highestBefore)
    state.rises = try state.rises * (1 - isLook)
    state.x = try problem.select(halves, state.best, state.x)
    return try problem.select(halves, state.gradient, gradient)
  }

  /// The steps at which lengths are looked at, and how many steps were made since (section 3.1).
  private static func windows(_ steps: Int) -> [Int: Int] {
    let (shorter, shortest) = (max(Int(0.03 * Double(steps)), 1), max(Int(0.06 * Double(steps)), 1))
    var (window, step) = (max(Int(0.22 * Double(steps)), 1), 0)
    var windows: [Int: Int] = [:]
    while step + window < steps {
      step += window
      windows[step] = window
      window = max(window - shorter, shortest)
    }
    return windows
  }

  /// What raises the class of this run above the sample's own; nil where the objective itself is raised.
  private func towards(
    _ targets: Value?, _ problem: AttackProblem
  ) throws -> ((Value) throws -> Value)? {
    guard let targets else { return nil }
    let target = try problem.target(of: targets)
    return { logits in
      let (own, other) = (
        try Labels.places(problem.y, of: logits), try Labels.places(target, of: logits)
      )
      let height = try logits.weighted(by: other).sum([1])
      switch self.loss {
      case .crossEntropy:
        return try height - other.select(logits.filled(-1e30), logits).logSumExp([1])
      case .margin: return try height - logits.weighted(by: own).sum([1])
      case .dlr:
        return try (height - logits.weighted(by: own).sum([1])) / LogitSpread.targeted(logits)
      }
    }
  }
}
