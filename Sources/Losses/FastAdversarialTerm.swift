import Attacks
import Regions
import Settings
import Tensors

/// The mean of cross-entropy at points that one step along the sign of the gradient reaches from a random place of the
/// ball, projected back: fast adversarial training (Wong et al. 2020, algorithm 3). The step is longer than the radius,
/// so that it can come from anywhere to the surface. The attack is of the network as it evaluates.
public struct FastAdversarialTerm: DeclaredTerm, SampleTerm {
  public var adversary: Adversary
  /// The length of the step; nil means 1.25 eps.
  public var stepSize: Double?
  public var randomStart = true

  public init(
    epsilon: Scheduled, norm: Norm = .linf, clip: Clip? = nil, stepSize: Double? = nil,
    randomStart: Bool = true
  ) {
    adversary = Adversary(epsilon: epsilon, norm: norm, clip: clip)
    self.stepSize = stepSize
    self.randomStart = randomStart
  }

  public init(_ given: Given<FastAdversarialTerm>) {
    self.init(epsilon: given[\.adversary.epsilon])
  }

  public static let about = About(
    "fgsm_rs",
    "Cross-entropy after one gradient step from a random place of the ball: adversarial training at "
      + "the price of one more gradient.", source: "Wong et al. 2020, algorithm 3")
  public static let settings: [Setting<FastAdversarialTerm>] =
    Adversary.settings(
      epsilon: \.adversary.epsilon, norm: \.adversary.norm, clip: \.adversary.clip) + [
      .number("step_size", \.stepSize, .positive, rule: "1.25 eps", "Length of the step."),
      .flag("random_start", \.randomStart, "Whether it begins at random in the ball."),
    ]

  public func values(_ context: LossContext) throws -> Value {
    var adversary = adversary
    adversary.attack = RandomStartFGSM(
      length: stepSize.map(StepLength.number) ?? .radius(times: 1.25, over: 1),
      randomStart: randomStart)
    let there = LossContext(context.net, try adversary.points(context), context.y)
    return try CrossEntropy.values(there.logits(), there.oneHot(for: name))
  }
}

/// One step of projected gradient descent, of a length that follows from the radius.
private struct RandomStartFGSM: SteppedAttack {
  let length: StepLength
  let randomStart: Bool

  var planIdentity: String? { "fgsm_rs, \(length), \(randomStart)" }
  var description: String { "fgsm_rs" }
  var steps: Int { 1 }
  var startsAtSamples: Bool { !randomStart }
  var isRandom: Bool { randomStart }

  func start(_ problem: AttackProblem, after previous: [Value]?) throws -> [Value] {
    [randomStart ? try problem.ball.sample(problem.random) : problem.x]
  }

  func step(_ state: [Value], _ problem: AttackProblem) throws -> [Value] {
    [try problem.ascended(state[0], length)]
  }
}
