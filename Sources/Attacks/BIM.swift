import Settings
import Tensors

/// The basic iterative method: fgsm's step repeated with a smaller length, from the sample itself
/// (Kurakin et al. 2017, section 2.2).
public struct BIM: DeclaredAttack, SteppedAttack, Defaulted {
  public var steps = 10
  /// The length of a step; nil means eps / steps.
  public var stepSize: Double?
  public var loss = NamedObjective.crossEntropy

  public init() {}

  public static let about = About(
    "bim", "fgsm's step, repeated with a smaller length from the sample itself.",
    source: "Kurakin et al. 2017, section 2.2")
  public static let settings: [Setting<BIM>] = [
    .integer("steps", \.steps, 1...1_000_000, "Gradient steps."),
    .number("step_size", \.stepSize, .positive, rule: "eps / steps", "Length of a step."),
    .objective(\.loss),
  ]

  public var objective: any Objective { loss }
  public var startsAtSamples: Bool { true }
  public var isRandom: Bool { false }

  public func start(_ problem: AttackProblem, after previous: [Value]?) throws -> [Value] {
    [problem.x]
  }

  public func step(_ state: [Value], _ problem: AttackProblem) throws -> [Value] {
    [
      try problem.ascended(
        state[0], stepSize.map { .number($0) } ?? .radius(times: 1, over: steps))
    ]
  }
}
