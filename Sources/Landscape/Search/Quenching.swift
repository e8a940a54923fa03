import Settings

/// Options of a search that quenches: how it does is the same in all of them.
public protocol Quenching: Declared {
  var quench: QuenchOptions { get set }
}

extension Quenching {
  /// The rows of the descents.
  static var descentSettings: [Setting<Self>] {
    [
      .number(
        "tolerance", \Self.quench.descent.tolerance, .positive,
        "Of the descents, on max |gradient|."),
      .integer("memory", \Self.quench.descent.memory, 1...1000, "Pairs that descents remember."),
      .integer(
        "max_quench_steps", \Self.quench.descent.maximumSteps, 0...(1 << 31) - 1,
        "Steps of a descent at most."),
      .number(
        "max_step_length", \Self.quench.descent.maximumStepLength, .positive,
        "Longest step of a descent."),
    ]
  }
}
