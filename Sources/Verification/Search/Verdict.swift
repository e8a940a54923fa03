/// What a verification found out.
public struct Verdict: Sendable {
  /// In the competition's words: `unsat` means that nothing unsafe can happen.
  public enum Status: String, Sendable, CaseIterable {
    case unsat, sat, timeout, unknown
  }

  /// Inputs for which the network does something unsafe.
  public struct Counterexample: Sendable {
    public let inputs: [Double]
    /// What the network gives for them, in its own precision.
    public let outputs: [Double]

    /// In the competition's format: ((X_0 0.1) ... (Y_0 ...)).
    public var text: String {
      let pairs =
        inputs.enumerated().map { "(X_\($0.offset) \($0.element))" }
        + outputs.enumerated().map { "(Y_\($0.offset) \($0.element))" }
      return "(" + pairs.joined(separator: "\n") + ")"
    }
  }

  public let status: Status
  public let counterexample: Counterexample?
  public let seconds: Double
  /// How often a set of inputs was split.
  public let splits: Int
  /// Where nothing was decided: the lowest bound of a condition's excess among the sets that are left.
  /// Above 0 all would be safe.
  public let bound: Double?
}
