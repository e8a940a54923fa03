import Settings

/// Options of a search that quenches: how it does, and how it is run, is the same in all of them.
public protocol Quenching: Declared {
  var seed: UInt64 { get set }
  /// Threads. They change the time a search takes, never its result.
  var workers: Int { get set }
  var quench: QuenchOptions { get set }
}

extension Quenching {
  /// The rows of the run and of its descents.
  static var runSettings: [Setting<Self>] {
    [
      .integer(
        "workers", \Self.workers, 1...1024, rule: "the session's threads", identifies: false,
        "Threads. No influence on results."),
      .integer(
        "seed", \Self.seed, Int.min...Int.max, rule: "the session's", "Of what is drawn."),
      .number(
        "tolerance", \Self.quench.descent.tolerance, .positive,
        "Of the descents, on max |gradient|."),
      .integer(
        "memory", \Self.quench.memory, 1...1000, rule: QuenchOptions.memoryRule,
        "Pairs that descents remember."),
      .integer(
        "max_quench_steps", \Self.quench.descent.maximumSteps, 0...(1 << 31) - 1,
        "Steps of a descent at most."),
      .number(
        "max_step_length", \Self.quench.descent.maximumStepLength, .positive,
        "Longest step of a descent."),
      .choice(
        "line_search", \Self.quench.descent.lineSearch,
        "How long the steps of descents are: as they come, or by the strong Wolfe conditions."),
      .number(
        "newton_tolerance", \Self.quench.newtonTolerance, .positive,
        "Of Newton's method, which proves minima, on max |gradient|."),
      .number(
        "stationary_tolerance", \Self.quench.stationaryTolerance, .positive,
        "Largest |gradient| of a stationary point, times max(1, largest |eigenvalue|)."),
      .number(
        "zero_mode_tolerance", \Self.quench.zeroModeTolerance, Bounds(lower: 1e-14, upper: 1e-2),
        "Eigenvalues below it times the largest count as zero."),
      .integer(
        "max_step_offs", \Self.quench.maximumStepOffs, 0...(1 << 31) - 1,
        "Saddles that a quench leaves at most."),
    ]
  }
}
