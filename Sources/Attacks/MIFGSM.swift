import Settings
import Tensors

/// The momentum iterative method: steps along the accumulated gradients, each over its l1 norm, from the sample
/// itself (Dong et al. 2018, algorithm 1).
public struct MIFGSM: DeclaredAttack, SteppedAttack, Defaulted {
  public var steps = 10
  /// The length of a step; nil means eps / steps.
  public var stepSize: Double?
  /// What is kept of the gradients before.
  public var decay = 1.0
  public var loss = NamedObjective.crossEntropy

  public init() {}

  public static let about = About(
    "mifgsm", "Steps along the sum of all gradients so far, each scaled to l1 norm 1.",
    source: "Dong et al. 2018, algorithm 1")
  public static let settings: [Setting<MIFGSM>] = [
    .integer("steps", \.steps, 1...1_000_000, "Gradient steps."),
    .number("step_size", \.stepSize, .positive, rule: "eps / steps", "Length of a step."),
    .number("decay", \.decay, .nonNegative, "What is kept of the gradients before."),
    .objective(\.loss),
  ]

  public var objective: any Objective { loss }
  public var startsAtSamples: Bool { true }
  public var isRandom: Bool { false }

  public func start(_ problem: AttackProblem, after previous: [Value]?) throws -> [Value] {
    [problem.x, try problem.x.filled(0)]
  }

  public func step(_ state: [Value], _ problem: AttackProblem) throws -> [Value] {
    let gradient = try problem.ascend(state[0]).gradient
    let features = Array(1..<gradient.shape.rank)
    // Over the largest element first: sums of tiny gradients would vanish.
    let largest = try gradient.abs().max(features, keep: true)
    let isZero = try largest.equals(largest.filled(0))
    let scaled = try gradient / isZero.select(largest.filled(1), largest)
    let unit = try scaled / scaled.abs().sum(features, keep: true).maximum(1)
    let momentum = try state[1] * decay + unit
    let length = stepSize.map { StepLength.number($0) } ?? .radius(times: 1, over: steps)
    let moved = try state[0] + problem.ball.ascent(momentum) * length.value(problem)
    return [try problem.ball.project(moved), momentum]
  }
}
