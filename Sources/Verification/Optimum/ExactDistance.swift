import Regions
import Settings
import Tensors

/// The exact least l-infinity distance from samples to valid inputs of another class, by branch and bound over inputs
/// and neurons, on linear bounds of the differences of logits. Sound against rounding, relative to the network in real
/// arithmetic; a distance is attained by an input that the network, in double precision, gives another class.
public struct ExactDistance: Defaulted, Sendable {
  /// Seconds a sample.
  public var timeout = 10.0
  /// How far bounds may be apart in the end.
  public var tolerance = 1e-7
  /// Beyond it nothing is sought.
  public var largest: Double?
  public var workers = 1

  public init() {}

  public static let about = About(
    "exact",
    "The exact least l-infinity distance to an input of another class, by branch and bound over inputs and neurons: for "
      + "small networks of ReLU, tanh and sigmoid, and slowly for any other.",
    source: "Tjeng et al. 2019; Shi et al. 2024, GenBaB")
  public static let settings: [Setting<ExactDistance>] = [
    .number("timeout", \.timeout, .positive, identifies: false, "Seconds a sample."),
    .number("tolerance", \.tolerance, .positive, "How far the bounds may be apart."),
    .number(
      "max_eps", \.largest, .positive, rule: "none",
      "The largest distance that is sought; beyond it a sample stays unsolved, with this as its lower bound."
    ),
  ]

  /// What is known of a sample: lower <= distance <= upper.
  public struct Result: Sendable {
    public internal(set) var lower = 0.0
    public internal(set) var upper = Double.infinity
    /// At the upper bound, if there is one.
    public internal(set) var adversarial: [Double]?
    public internal(set) var isSolved = false
    /// How often a set was split.
    public internal(set) var splits = 0

    public init() {}
  }

  /// - Parameters:
  ///   - x: [n, features...].
  ///   - y: classes from 1.
  ///   - clip: the range of valid inputs.
  ///   - report: is given each sample's result as soon as it is known.
  public func callAsFunction(
    _ model: Model, _ x: Tensor, _ y: Tensor, clip: Clip? = nil,
    _ report: (_ sample: Int, Result) -> Void
  ) throws {
    let samples = try LabelledSamples(model, x, y, clip: clip)
    try TimedSearches(seconds: timeout, workers: workers)(
      samples.count,
      {
        DistanceSearch(
          samples.bounds, center: samples.points[$0], label: samples.labels[$0],
          lower: samples.lower($0), upper: samples.upper($0), largest: largest,
          tolerance: tolerance)
      }, report)
  }
}
