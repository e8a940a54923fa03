import Regions
import Settings
import Tensors

/// The fast adaptive boundary attack: steps onto the boundary of the linearised network in the range, from where it
/// stands and from the sample itself, mixed; whenever the prediction changes it goes part of the way back (Croce & Hein
/// 2020, algorithm 1).
///
/// With `targets` a run each for the boundary to one of the nearest other classes (FAB-T), at one gradient a step;
/// without, the nearest of the likeliest classes at each step, at a gradient each.
public struct FAB: DeclaredAttack, SteppedAttack, Defaulted {
  public var steps = 100
  public var restarts = 1
  /// How many other classes are tried, a run each; 0 looks at all at each step.
  public var targets = FAB.most
  public var order = TargetOrder.malt
  /// The largest part of the step from the sample.
  public var alphaMax = 0.1
  /// How far steps go, as a multiple of the way to the boundary.
  public var eta = 1.05
  /// The part of the way from the sample that is left after a step back.
  public var beta = 0.9

  public init() {}
  public init(
    steps: Int = 100, restarts: Int = 1, targets: Int = 9, order: TargetOrder = .malt
  ) {
    self.steps = steps
    self.restarts = restarts
    self.targets = targets
    self.order = order
  }

  public static let about = About(
    "fab",
    "Steps onto the boundary of the linearised network, drawn towards the sample, and back whenever the prediction "
      + "changes. Looks for the nearest point; eps may be left out.",
    source: "Croce & Hein 2020, Minimally distorted adversarial examples, algorithm 1")
  public static let settings: [Setting<FAB>] = [
    .integer("steps", \.steps, 1...1_000_000, "Steps of a run."),
    .integer(
      "restarts", \.restarts, 1...1_000_000,
      "Runs; all but the first begin at random, near the sample."),
    .integer(
      "targets", \.targets, 0...1_000_000,
      "Other classes to go to, a run each; 0: at each step the nearest of nine."),
    .choice(
      "order", \.order,
      "Which classes: the smallest differences of logits, or of logits over gradients (malt)."),
    .number(
      "alpha_max", \.alphaMax, .closed(0...1), "The largest part of the step from the sample."),
    .number("eta", \.eta, .positive, "How far steps go, as a multiple of the way to the boundary."),
    .number(
      "beta", \.beta, .closed(0...1),
      "The part of the way from the sample that is left after a step back."),
  ]
  public static let isOfLeastDistance = true

  /// Classes that are looked at unless their number is given.
  private static let most = 9

  public var objective: any Objective { NamedObjective.margin }
  public func runs(classes: Int) -> Int { max(min(targets, classes - 1), 1) * restarts }
  public var startsAtSamples: Bool { true }
  /// A gradient for each class is kept.
  public var rowsAtOnce: Int? { 128 }
  public var staysInside: Bool { false }
  public var endsInBall: Bool { true }

  /// What goes from step to step, a row for each sample.
  private struct State {
    var x: Value
    /// The least distance so far, and that of the sample from the last boundary, [n].
    var nearest: Value
    var guess: Value
    /// Classes from 1, int32 [n, count]; nil towards a class.
    let others: Value?

    init(x: Value, nearest: Value, guess: Value, others: Value?) {
      (self.x, self.nearest, self.guess, self.others) = (x, nearest, guess, others)
    }

    init(_ values: [Value]) {
      (x, nearest, guess) = (values[0], values[1], values[2])
      others = values.count > 3 ? values[3] : nil
    }

    var values: [Value] { [x, nearest, guess] + (others.map { [$0] } ?? []) }
  }

  public func start(_ problem: AttackProblem, after previous: [Value]?) throws -> [Value] {
    guard let previous else {
      let rows = try Value.tensor(
        .full(.infinity, shape: Shape([problem.x.shape[0]]), dtype: problem.x.dtype))
      let count = targets > 0 ? targets : FAB.most
      return try State(
        x: problem.x, nearest: rows, guess: rows,
        others: problem.isTargeted ? nil : problem.targets(count, by: order)
      ).values
    }
    var state = State(previous)
    // All classes are gone to before a run begins elsewhere.
    let first = targets > 0 ? state.others?.shape[1] ?? 1 : 1
    let isElsewhere = try problem.clock.timed(problem.x.dtype) { $0.run < first ? 0 : 1 }
    state.x = try isElsewhere.select(elsewhere(state, problem), problem.x)
    return state.values
  }

  /// A random place within half the least distance so far; where none is known, that of the sample from the boundary.
  private func elsewhere(_ state: State, _ problem: AttackProblem) throws -> Value {
    let isFound = try state.nearest.less(than: .infinity)
    let known = try isFound.select(state.nearest, state.guess)
    let radius = try problem.wide(known).minimum(problem.ball.epsilon.cast(to: known.dtype)) * 0.5
    return try Ball(
      center: problem.x, epsilon: radius, norm: problem.ball.norm, clip: problem.ball.clip
    ).sample(problem.random)
  }

  public func step(_ values: [Value], _ problem: AttackProblem) throws -> [Value] {
    var state = State(values)
    let (ball, sample, x) = (problem.ball, problem.x, state.x)
    let boundary = try problem.boundary(at: x, to: classes(state, problem))
    let features = Array(1..<x.shape.rank)
    let near = try ball.step(from: x, along: boundary.normal, rise: boundary.rise)
    let far = try ball.step(
      from: sample, along: boundary.normal,
      rise: boundary.rise + (boundary.normal * (x - sample)).sum(features))
    let (short, long) = (try ball.norm.length(near), try ball.norm.length(far))
    let share = try problem.wide(
      (short / (short + long).maximum(1e-30)).minimum(alphaMax))
    let mixed = try (x + near * eta) * (1 - share) + (sample + far * eta) * share
    let next = try ball.clip?.apply(mixed) ?? mixed
    let isReached = try problem.evaluate(next).isReached
    let isNearer = try isReached * ball.distance(next).less(than: state.nearest)
    state.nearest = try isNearer.select(ball.distance(next), state.nearest)
    state.guess = long
    state.x = try problem.select(isReached, sample + (next - sample) * beta, next)
    return state.values
  }

  /// The classes to whose boundaries a step may go.
  private func classes(_ state: State, _ problem: AttackProblem) throws -> Value? {
    guard let others = state.others, targets > 0 else { return state.others }
    return try problem.target(of: others).reshaped(to: Shape([others.shape[0], 1]))
  }
}
