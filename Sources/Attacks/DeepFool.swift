import Regions
import Settings
import Tensors

/// DeepFool: steps onto the nearest boundary as it would be if the network were linear, repeated until the prediction
/// changes (Moosavi-Dezfooli et al. 2016, algorithm 2; section 3.3 for other norms).
public struct DeepFool: DeclaredAttack, SteppedAttack, Defaulted {
  public var steps = 50
  /// How many other classes are looked at, the likeliest.
  public var candidates = 9
  /// By which part of the whole perturbation points lie beyond the boundary.
  public var overshoot = 0.02

  public init() {}
  public init(steps: Int = 50, candidates: Int = 9, overshoot: Double = 0.02) {
    self.steps = steps
    self.candidates = candidates
    self.overshoot = overshoot
  }

  public static let about = About(
    "deepfool",
    "Steps onto the nearest boundary of the linearised network until the prediction changes. Looks for the "
      + "nearest point: eps may be left out; with it points that lie further away are moved to that distance.",
    source: "Moosavi-Dezfooli et al. 2016, algorithm 2")
  public static let settings: [Setting<DeepFool>] = [
    .integer("steps", \.steps, 1...1_000_000, "Steps, at most."),
    .integer(
      "candidates", \.candidates, 1...1_000_000,
      "Other classes that are looked at, the likeliest; a gradient each."),
    .number(
      "overshoot", \.overshoot, .nonNegative,
      "By which part of the whole perturbation points lie beyond the boundary."),
  ]
  public static let norms = [Norm.linf, .l2]
  public static let isOfLeastDistance = true

  public var objective: any Objective { NamedObjective.margin }
  public var isDoneWhenFooled: Bool { true }
  public var startsAtSamples: Bool { true }
  /// A gradient for each class is kept.
  public var rowsAtOnce: Int? { 128 }
  public var staysInside: Bool { false }
  public var endsInBall: Bool { true }
  public var isRandom: Bool { false }

  /// Where it stands, the sum of all steps, and the classes.
  public func start(_ problem: AttackProblem, after previous: [Value]?) throws -> [Value] {
    let classes = problem.isTargeted ? [] : [try problem.targets(candidates, by: .logits)]
    return [problem.x, try problem.x.filled(0)] + classes
  }

  public func step(_ state: [Value], _ problem: AttackProblem) throws -> [Value] {
    let (x, total) = (state[0], state[1])
    let boundary = try problem.boundary(at: x, to: state.count > 2 ? state[2] : nil)
    let moved = try total + step(x, boundary, problem)
    let beyond = try problem.x + moved * (1 + overshoot)
    // Those that are fooled stay where they are.
    let isDone = boundary.evaluation.isReached
    let next = try problem.select(isDone, x, problem.ball.clip?.apply(beyond) ?? beyond)
    return [next, try problem.select(isDone, total, moved)] + state[2...]
  }

  /// Onto the boundary, and cut to the range only afterwards: what is lost is made up for in later steps, which know
  /// the network nearer to the boundary. Where more than half would be lost, the shortest step in the range.
  private func step(
    _ x: Value, _ boundary: Boundary, _ problem: AttackProblem
  ) throws -> Value {
    let (ball, normal, rise) = (problem.ball, boundary.normal, boundary.rise)
    let whole = try Ball(center: x, epsilon: ball.epsilon, norm: ball.norm)
      .step(from: x, along: normal, rise: rise)
    guard let clip = ball.clip else { return whole }
    let left = try ((clip.apply(x + whole) - x) * normal).sum(Array(1..<x.shape.rank))
    return try problem.select(
      left.less(than: rise * 0.5), ball.step(from: x, along: normal, rise: rise), whole)
  }
}
