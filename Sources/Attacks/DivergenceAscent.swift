import Settings
import Tensors

/// Steps that raise the divergence KL(p(x) || p(x')) of the prediction at a point from that at the sample, each
/// projected: the inner problem of TRADES (Zhang et al. 2019, algorithm 1). At the sample its gradient is zero, so it
/// begins beside it, at x + noise N(0, 1).
public struct DivergenceAscent: DeclaredAttack, SteppedAttack, Defaulted {
  public var steps = 10
  /// The length of a step; nil means 2.5 eps / steps.
  public var stepSize: Double?
  public var noise = 0.001

  public init() {}
  public init(steps: Int = 10, stepSize: Double? = nil, noise: Double = 0.001) {
    self.steps = steps
    self.stepSize = stepSize
    self.noise = noise
  }

  public static let about = About(
    "divergence",
    "Projected gradient steps that raise the divergence of the prediction from that at the sample.",
    source: "Zhang et al. 2019, algorithm 1")
  public static let settings: [Setting<DivergenceAscent>] = [
    .integer("steps", \.steps, 1...1_000_000, "Gradient steps."),
    .number(
      "step_size", \.stepSize, .positive, rule: "2.5 eps / steps", "Length of a step."),
    .number("noise", \.noise, .positive, "The standard deviation of the start from the sample."),
  ]

  public func start(_ problem: AttackProblem, after previous: [Value]?) throws -> [Value] {
    let x = problem.x
    return [try problem.ball.project(x + problem.random.normal(x.type) * noise)]
  }

  public func step(_ state: [Value], _ problem: AttackProblem) throws -> [Value] {
    // In a plan of all steps this is computed once.
    let here = try problem.evaluate(problem.x).logits
    let length =
      stepSize.map(StepLength.number) ?? .radius(times: 2.5, over: steps)
    return [
      try problem.ascended(state[0], length) { try Divergence.ofRows(here, $0) }
    ]
  }
}

/// The Kullback-Leibler divergence of predictions.
public enum Divergence {
  /// KL(softmax p || softmax q) of each row of logits, [n].
  public static func ofRows(_ p: Value, _ q: Value) throws -> Value {
    let log = try p.logSoftmax(1)
    // Classes that are switched off, with logits of -infinity, do not count.
    return try (log - q.logSoftmax(1)).weighted(by: log.exp()).sum([1])
  }
}
