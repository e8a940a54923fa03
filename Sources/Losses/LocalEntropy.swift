import Attacks
import Regions
import Settings
import Tensors

/// Cross-entropy at Langevin samples around each input, which have more of it the likelier they are: an estimate of
/// local entropy in the space of inputs, ATENT (Jagatap et al. 2021). From a random place x' of the ball
///
///     x' <- project(x' + a ascent(grad CE(x')) + gamma (x - x') + noise sqrt(2 a) N(0, 1))
///
/// is repeated, and the value is the running mean l <- (1 - alpha) l + alpha CE(x') from 0. The samples are of the
/// network as it evaluates and taken as they are; cross-entropy is that of the network in its mode.
public struct LocalEntropy: DeclaredTerm, SampleTerm {
  public var epsilon: Scheduled
  public var norm = Norm.linf
  public var clip: Clip?
  public var steps = 10
  /// The length a of a step; nil means 2.5 eps / steps.
  public var stepSize: Double?
  public var noise = 0.001
  public var alpha = 0.9
  public var gamma = 0.0
  public var randomStart = true

  public init(epsilon: Scheduled, norm: Norm = .linf, clip: Clip? = nil) {
    self.epsilon = epsilon
    self.norm = norm
    self.clip = clip
  }

  public init(_ given: Given<LocalEntropy>) { epsilon = given[\.epsilon] }

  public static let about = About(
    "local_entropy",
    "The running mean of cross-entropy at Langevin samples around each input, which move along its "
      + "gradient and at random: ATENT.", source: "Jagatap et al. 2021")
  public static let settings: [Setting<LocalEntropy>] =
    Adversary.settings(epsilon: \.epsilon, norm: \.norm, clip: \.clip) + [
      .integer("steps", \.steps, 1...1_000_000, "Langevin steps; all are part of one plan."),
      .number(
        "step_size", \.stepSize, .positive, rule: "2.5 eps / steps", "Length of a step."),
      .number(
        "noise", \.noise, .nonNegative, "Of a step, in units of sqrt(2 step_size)."),
      .number("alpha", \.alpha, .closed(0...1), "What a new sample counts in the running mean."),
      .number("gamma", \.gamma, .closed(0...1), "The pull towards the input."),
      .flag("random_start", \.randomStart, "Whether it begins at random in the ball."),
    ]

  public func values(_ context: LossContext) throws -> Value {
    let target = try context.oneHot(for: name)
    let x = try context.samples(for: name)
    if let clip, try x.known != nil { try clip.check(x) }
    let ball = try Ball(center: x, epsilon: epsilon.value(.float64), norm: norm, clip: clip)
    let random = RowRandom(
      keys: try AttackedBatch.keys(context.key(), rows: x.shape[0]),
      counter: try .scalar(0, .int32))
    let length =
      try stepSize.map { try .scalar($0, x.dtype) }
      ?? (ball.epsilon * (2.5 / Double(steps))).cast(to: x.dtype)
    var points = randomStart ? try ball.sample(random) : x
    var running: Value?
    for _ in 0..<steps {
      points = try moved(points, length, ball, context, random).stopGradient()
      let values = try CrossEntropy.values(context.net(points), target) * alpha
      running = try running.map { try $0 * (1 - alpha) + values } ?? values
    }
    return try running ?? context.logits().sum([1]).filled(0)
  }

  private func moved(
    _ points: Value, _ length: Value, _ ball: Ball, _ context: LossContext, _ random: RowRandom
  ) throws -> Value {
    let y = try context.y.cast(to: .int32)
    let net = try context.evaluation.with(parameters: context.net.parameters.stopGradient())
    let gradient = try valueAndGradient(
      of: { try NamedObjective.crossEntropy.values(net($0[0]), y).sum() }, at: [points]
    ).gradient
    var step = try ball.ascent(gradient) * length
    if gamma > 0 { step = try step + (ball.center - points) * gamma }
    if noise > 0 { step = try step + random.normal(points.type) * (length * 2).sqrt() * noise }
    return try ball.project(points + step)
  }
}
