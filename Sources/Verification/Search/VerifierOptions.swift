import Settings

/// How a verification is done.
public struct VerifierOptions: Defaulted, Sendable {
  /// Seconds after which it gives up; nil for never.
  public var timeout: Double?
  /// Threads. Verdicts and splits do not depend on it.
  public var workers = 1
  /// Whether `unsat` is proved against rounding too, relative to the network in real arithmetic.
  public var isSound = true
  public var seed: UInt64 = 0
  /// Whether counterexamples are looked for. Without it verdicts are proofs, or none.
  package var refutes = true
  /// Whether what linear bounds exclude is cut off before a box is split.
  package var contracts = true

  public init() {}
  public init(
    timeout: Double? = nil, workers: Int = 1, isSound: Bool = true, seed: UInt64 = 0
  ) {
    self.timeout = timeout
    self.workers = max(workers, 1)
    self.isSound = isSound
    self.seed = seed
  }

  public static let about = About(
    "verify",
    "Proves or refutes a property of a network, by attacks, bounds, and branch and bound.",
    source: "Wang et al. 2021, beta-CROWN")
  public static let settings: [Setting<VerifierOptions>] = [
    .number(
      "timeout", \.timeout, .positive, rule: "none", identifies: false,
      "Seconds after which it gives up."),
    .integer(
      "workers", \.workers, 1...1024, rule: "all cores, or those of the session",
      identifies: false, "Threads."),
    .flag(
      "sound", \.isSound,
      "Whether unsat is proved against rounding too, not in real arithmetic alone."),
    .integer("seed", \.seed, Int.min...Int.max, rule: "0, or the session's", "Of the attack."),
  ]
}
