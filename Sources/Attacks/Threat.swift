import Regions
import Settings
import Tensors

/// What an attacker may do and wants, and how an attack is run.
public struct Threat: Declared {
  /// One number, one for each row, or in the l-infinity norm one for each feature. Attacks that look for the nearest
  /// point can do without.
  public var epsilon: Value?
  public var norm = Norm.linf
  public var clip: Clip?
  public var seed: UInt64 = 0
  /// Whether predictions are to become a class, not only to change.
  public var targeted = false
  /// That class of each sample, from 1; the least likely one unless given.
  public var target: Value?
  /// Evaluations of each sample, forwards and gradients together; as many as the attack takes unless given.
  public var budget: Int?
  /// Whether samples that are done with are taken out of the batch.
  public var compact = true

  public init(epsilon: Value?) { self.epsilon = epsilon }

  public init(
    epsilon: Double?, norm: Norm = .linf, clip: Clip? = nil, seed: UInt64 = 0,
    compact: Bool = true
  ) throws {
    self.epsilon = try epsilon.map { try .scalar($0, .float64) }
    self.norm = norm
    self.clip = clip
    self.seed = seed
    self.compact = compact
  }

  public init(_ given: Given<Threat>) {}

  public static let about = About(
    "threat", "What an attacker may do, and how an attack is run.")
  public static let settings: [Setting<Threat>] = [
    .tensor(
      "eps", \.epsilon, "The radius of the ball: a number, or one for each feature or row."),
    .choice("norm", \.norm, "Its norm."),
    .clip("clip", \.clip, "{low, high}: the range of valid inputs, numbers or tensors."),
    .integer(
      "seed", \.seed, Int.min...Int.max, rule: "the session's", "Of what is drawn."),
    .flag(
      "targeted", \.targeted, "Whether predictions are to become a class; success is that they do."),
    .tensor(
      "target", \.target, "With targeted: that class of each sample; the least likely unless given."
    ),
    .integer(
      "budget", \.budget, 1...1_000_000_000,
      "The most evaluations of a sample, forwards and gradients together."),
    .flag(
      "compact", \.compact, identifies: false, "Whether fooled samples leave the batch."),
  ]

  public func validate() throws {
    if target != nil, !targeted {
      throw SettingError(Threat.about.name, .together("target goes with targeted = true"))
    }
  }
}
