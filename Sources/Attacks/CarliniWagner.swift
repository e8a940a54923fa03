import Foundation
import Regions
import Settings
import Tensors

/// The attack of Carlini & Wagner 2017 (section VI): Adam, in a space without ends, on the margin by which the class
/// leads, until it does not; each sample by itself, several times, with a binary search in between.
///
/// In l2 (VI-A) the squared distance is added, and the search is for the least weight of the margin that is enough. In
/// l-infinity (VI-C) their penalty for what lies further away than some radius is made a constraint, by the same change
/// of variable that they have for the range, and the search is for the least radius.
public struct CarliniWagner: DeclaredAttack, SteppedAttack, Defaulted {
  public var searches = 9
  /// Steps of Adam of each search.
  public var iterations = 1000
  /// The rate of Adam.
  public var stepSize = 0.01
  /// Of the margin, in l2; nil means 0.001.
  public var weight: Double?

  public init() {}
  public init(
    searches: Int = 9, iterations: Int = 1000, stepSize: Double = 0.01, weight: Double? = nil
  ) {
    self.searches = searches
    self.iterations = iterations
    self.stepSize = stepSize
    self.weight = weight
  }

  public static let about = About(
    "cw",
    "Adam on the margin and the distance, with a binary search of the weight of the one against the other. Looks for "
      + "the nearest point; eps may be left out.",
    source: "Carlini & Wagner 2017, section VI")
  public static let settings: [Setting<CarliniWagner>] = [
    .integer("searches", \.searches, 1...1_000_000, "Steps of the binary search."),
    .integer("iterations", \.iterations, 1...1_000_000, "Steps of Adam of each of them."),
    .number("step_size", \.stepSize, .positive, "The rate of Adam."),
    .number(
      "weight", \.weight, .positive, rule: "0.001", "In norm \"2\": the first weight of the margin."
    ),
  ]
  public static let norms = [Norm.linf, .l2]
  public static let isOfLeastDistance = true

  public var steps: Int { searches * iterations }
  public var objective: any Objective { NamedObjective.margin }
  public var startsAtSamples: Bool { true }
  public var staysInside: Bool { false }
  public var endsInBall: Bool { true }
  public var isRandom: Bool { false }

  /// What goes from step to step, a row for each sample.
  private struct State {
    var x: Value
    /// Where the search is in the space without ends, and the moments of Adam.
    var place: Value
    var first: Value
    var second: Value
    /// What is searched: the weight of the margin, or the radius; and the largest that was too small, the smallest
    /// that was enough, [n].
    var sought: Value
    var lower: Value
    var upper: Value
    /// The least distance of this search, infinite where nothing was found, [n].
    var found: Value

    init(x: Value, sought: Value) throws {
      (self.x, place, first, second) = (x, x, x, x)
      (self.sought, lower) = (sought, try sought.filled(0))
      upper = try sought.filled(.infinity)
      found = upper
    }

    init(_ values: [Value]) {
      (x, place, first, second) = (values[0], values[1], values[2], values[3])
      (sought, lower, upper, found) = (values[4], values[5], values[6], values[7])
    }

    var values: [Value] { [x, place, first, second, sought, lower, upper, found] }
  }

  public func start(_ problem: AttackProblem, after previous: [Value]?) throws -> [Value] {
    let x = problem.x
    guard problem.ball.norm == .linf else {
      try problem.evaluate(x)
      let rows = try Value.tensor(
        .full(weight ?? 0.001, shape: Shape([x.shape[0]]), dtype: x.dtype))
      return try State(x: x, sought: rows).values
    }
    guard weight == nil else { throw AttackError.weight(attack: description) }
    // The first radius is that at which the network would be fooled if it were linear.
    let (evaluation, gradient) = try problem.ascend(x, of: problem.margin)
    let logits = evaluation.logits
    let rise = try problem.rise(logits, problem.margin(logits)).abs()
    let pace = try gradient.abs().sum(Array(1..<x.shape.rank))
    let radius = try pace.equals(pace.filled(0)).select(pace.filled(1), rise / pace)
    return try State(x: x, sought: radius).values
  }

  public func step(_ values: [Value], _ problem: AttackProblem) throws -> [Value] {
    var state = State(values)
    let (x, iterations) = (problem.x, iterations)
    let isNew = try problem.clock.number(x.dtype) { $0 % iterations == 0 ? 1 : 0 }
    let isNext = try problem.clock.number(x.dtype) { $0 % iterations == 0 && $0 > 0 ? 1 : 0 }
    try search(&state, problem, isNext)
    let space = try space(state, problem)
    let start = try space.place(of: x)
    state.place = try isNew.select(start, state.place)
    let points = try space.points(state.place)
    let (evaluation, gradient) = try problem.ascend(points, of: problem.margin)
    let distance = try problem.ball.distance(points)
    state.found = try evaluation.isReached.select(
      state.found.minimum(distance), state.found)
    // The margin counts as long as the class leads. Multiplied, not chosen: NaN is to stay NaN.
    let logits = evaluation.logits
    let rise = try problem.rise(logits, problem.margin(logits))
    let leads = try problem.wide(rise.greater(than: 0)) * gradient
    let slope =
      try problem.ball.norm == .linf
      ? -leads
      : (points - space.points(start)) * 2 - problem.wide(state.sought) * leads
    try descend(&state, slope * space.slope(state.place), problem, isNew)
    state.x = try space.points(state.place)
    return state.values
  }

  /// The next weight or radius: the middle between what was too small and what was enough, or while nothing was
  /// enough a larger one.
  private func search(_ state: inout State, _ problem: AttackProblem, _ isNext: Value) throws {
    let isRadius = problem.ball.norm == .linf
    let isFound = try state.found.less(than: .infinity)
    let enough = isRadius ? state.found : state.sought
    let upper = try isFound.select(enough.minimum(state.upper), state.upper)
    let lower = try isFound.select(state.lower, state.sought.maximum(state.lower))
    let next = try upper.less(than: .infinity).select(
      (lower + upper) * 0.5, state.sought * (isRadius ? 2 : 10))
    state.upper = try isNext.select(upper, state.upper)
    state.lower = try isNext.select(lower, state.lower)
    state.sought = try isNext.select(next, state.sought)
    state.found = try isNext.select(state.found.filled(.infinity), state.found)
  }

  /// All inputs that may be tried: the range, and in l-infinity what lies within the radius.
  private func space(_ state: State, _ problem: AttackProblem) throws -> TanhSpace {
    let x = problem.x
    var (low, high) = (try x.filled(-.infinity), try x.filled(.infinity))
    if problem.ball.norm == .linf {
      let radius = try problem.wide(state.sought)
      (low, high) = (try x - radius, try x + radius)
    }
    if let clip = problem.ball.clip {
      (low, high) = (
        try low.maximum(clip.low.cast(to: x.dtype)), try high.minimum(clip.high.cast(to: x.dtype))
      )
    }
    return try TanhSpace(low: low, high: high)
  }

  /// A step of Adam (Kingma & Ba 2015, algorithm 1), which begins anew with each search.
  private func descend(
    _ state: inout State, _ gradient: Value, _ problem: AttackProblem, _ isNew: Value
  ) throws {
    let (dtype, iterations) = (gradient.dtype, iterations)
    let kept = try 1 - isNew
    state.first = try state.first * kept * 0.9 + gradient * 0.1
    state.second = try state.second * kept * 0.999 + gradient.square() * 0.001
    let rate = try problem.clock.number(dtype) { 1 / (1 - pow(0.9, Double($0 % iterations + 1))) }
    let scale = try problem.clock.number(dtype) {
      1 / (1 - pow(0.999, Double($0 % iterations + 1)))
    }
    let length = try (state.second * scale).sqrt() + 1e-8
    state.place = try state.place - state.first * rate * stepSize / length
  }
}
