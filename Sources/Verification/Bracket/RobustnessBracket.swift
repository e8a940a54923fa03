import Attacks
import Regions
import Settings
import Tensors

/// Between which radii each sample stops being robust: certificates from below, attacks from above, and complete search
/// for what lies between, as far as the time goes.
public struct RobustnessBracket: Defaulted, Sendable {
  /// At which accuracies are asked for, in the order given.
  public var radii: [Double] = []
  /// Seconds a sample.
  public var timeout = 10.0
  /// How far above the certified radius the attacked one may be in the end, relative to it.
  public var tolerance = 0.01
  public var workers = 1
  public var seed: UInt64 = 0

  public init() {}

  public static let about = About(
    "bracket",
    "For each sample the largest radius that is certified and the smallest at which an attack succeeds, and for each eps "
      + "the accuracies between which the robust accuracy lies: intervals, zonotopes, CROWN, alpha-CROWN, attacks, and "
      + "branch and bound for what these leave open.")
  public static let settings: [Setting<RobustnessBracket>] = [
    Setting(
      "eps", \.radii, .list(.number(.nonNegative)), rule: "none",
      "Radii at which accuracies are asked for."),
    .number("timeout", \.timeout, .positive, identifies: false, "Seconds a sample."),
    .number(
      "tolerance", \.tolerance, .positive,
      "How far the attacked radius may be above the certified one, relative to it, for the search to end."
    ),
    .integer("seed", \.seed, Int.min...Int.max, rule: "0, or the session's", "Of the attacks."),
  ]

  /// What decides, from the cheapest on.
  public enum Method: Int, Sendable, CaseIterable, Comparable {
    /// The sample is wrong as it is.
    case clean
    case interval, zonotope, crown, alphaCrown, attack, complete

    public var name: String { self == .alphaCrown ? "alpha_crown" : "\(self)" }
    public static func < (a: Method, b: Method) -> Bool { a.rawValue < b.rawValue }
  }

  /// What is known at one radius.
  public struct Row: Sendable {
    public let radius: Double
    /// The share of samples that are right.
    public let clean: Double
    /// That of samples for which no attack succeeded, and that of those for which none can.
    public let attacked: Double
    public let certified: Double
  }

  public struct Result: Sendable {
    /// For each sample: within it no input is of another class.
    public let certified: [Double]
    /// At it one is; infinite where none was found.
    public let attacked: [Double]
    /// What decided each sample, nil where something is open: at all radii that were asked about, or without any to the
    /// tolerance.
    public let by: [Method?]
    public let rows: [Row]
    /// Whether all was done for which there was time, and nothing ended it before.
    public internal(set) var interruption: (any Error)?
  }

  /// - Parameters:
  ///   - model: from a batch to logits.
  ///   - x: samples along the first dimension.
  ///   - y: classes from 1.
  ///   - clip: the range of valid inputs.
  public func callAsFunction(
    _ model: Model, _ x: Tensor, _ y: Tensor, clip: Clip? = nil
  ) throws -> Result {
    let samples = try LabelledSamples(model, x, y, clip: clip)
    var brackets = try samples.points.indices.map { k in
      try SampleBracket(
        isRight: !DistanceSearch.isWrong(
          samples.bounds.function(samples.points[k]), samples.labels[k]), reach: samples.reach(k))
    }
    // A network in double precision is one, whatever the samples are.
    let asRun = samples.count > 0 ? try model(.tensor(x.rows([0]))).dtype : x.dtype
    let run = BracketRun(
      options: self, samples: samples, model: model,
      x: try Value.tensor(x).cast(to: asRun.isFloat ? asRun : x.dtype).tensor(for: "bracket"),
      y: try Value.tensor(y).cast(to: .int32).reshaped(to: Shape([samples.count]))
        .tensor(for: "bracket"),
      clip: clip)
    var interruption: (any Error)?
    do { try run(&brackets) } catch is OutOfTime {} catch { interruption = error }
    return Result(
      certified: brackets.map { min($0.certified, $0.attacked) },
      attacked: brackets.map(\.attacked),
      by: brackets.map { $0.method(radii, tolerance) }, rows: rows(brackets),
      interruption: interruption)
  }

  private func rows(_ brackets: [SampleBracket]) -> [Row] {
    func share(_ holds: (SampleBracket) -> Bool) -> Double {
      Double(brackets.count(where: holds)) / Double(max(brackets.count, 1))
    }
    return radii.map { radius in
      Row(
        radius: radius, clean: share(\.isRight), attacked: share { $0.attacked > radius },
        certified: share { $0.isRight && $0.certified >= radius && $0.attacked > radius })
    }
  }
}
