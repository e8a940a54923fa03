import Settings
import Tensors

/// What a search by basin hopping is told.
///
/// All but `workers` decide what is found, and decide it to the last bit: they are the identity of
/// a run in an atlas.
public struct BasinHoppingOptions: Defaulted, Sendable, Equatable {
  /// Steps of each chain, after the quench of its start.
  public var steps = 100
  public var chains = 1
  /// In units of the energy; 0 accepts only what is not higher.
  public var temperature = 0.005
  /// First half-width of the uniform displacement of every coordinate; each chain adapts its own.
  public var stepSize = 1.0
  public var seed: UInt64 = 0
  /// The step size of a chain is adapted once in so many steps ...
  public var adaptationInterval = 50
  /// ... by this factor, up if more than the target was accepted and down otherwise.
  public var adaptationFactor = 0.9
  public var targetAcceptance = 0.5
  /// The adapted step size stays at or below this; nil for four times `stepSize`. Where minima lie
  /// closer together than the temperature everything is accepted, and only this keeps steps short.
  public var maximumStepSize: Double?
  /// How often a step draws one hidden unit anew instead of moving all coordinates.
  public var redrawProbability = 0.0
  /// Half-width of the uniform distribution of random starts and of units drawn anew.
  public var initialScale = 1.0
  /// Where all chains start; nil for a random start each.
  public var start: [Double]?
  /// Steps of each chain between two commits.
  public var batch = 10
  /// The descent: tolerance on max|g|, memory, limit on steps, longest step.
  public var tolerance = 1e-7
  public var memory = 10
  public var maximumQuenchSteps = 20_000
  public var maximumStepLength = 0.4
  /// Threads. They change the time a search takes, never its result.
  public var workers = 1

  public init() {}

  public static let about = About(
    "basin_hop",
    "Searches minima by basin hopping: random moves, each quenched, accepted by Metropolis' rule; "
      + "every minimum met is stored. An interrupted run with the same options is continued.",
    source: "Wales and Doye 1997")
  private static let most = (1 << 31) - 1
  public static let settings: [Setting<BasinHoppingOptions>] = [
    .integer("steps", \.steps, 0...most, "Steps of each chain."),
    .integer("chains", \.chains, 1...(1 << 20) - 1, "Independent chains."),
    .number("temperature", \.temperature, .nonNegative, "In units of the energy."),
    .number("step_size", \.stepSize, .positive, "First half-width of a move; adapted."),
    .number(
      "max_step_size", \.maximumStepSize, .positive, rule: "4 step_size",
      "The adapted half-width stays at or below it."),
    .integer(
      "adaptation_interval", \.adaptationInterval, 1...most, "Steps between two adaptations."),
    .number(
      "adaptation_factor", \.adaptationFactor,
      Bounds(lower: 0, upper: 1, includesLower: false), "By which the half-width changes."),
    .number(
      "target_acceptance", \.targetAcceptance, .closed(0...1),
      "The share of accepted steps that adaptation aims at."),
    .number(
      "redraw_probability", \.redrawProbability, .closed(0...1),
      "How often a move draws one hidden unit anew."),
    .number("initial_scale", \.initialScale, .positive, "Half-width of random starts."),
    Setting(
      "start", \.startPoint, .tensor, rule: "random", "Where all chains start."),
    .integer("batch", \.batch, 1...most, "Steps of each chain between two commits."),
    .number("tolerance", \.tolerance, .positive, "Of the descents, on max |gradient|."),
    .integer("memory", \.memory, 1...1000, "Pairs that descents remember."),
    .integer("max_quench_steps", \.maximumQuenchSteps, 0...most, "Steps of a descent at most."),
    .number("max_step_length", \.maximumStepLength, .positive, "Longest step of a descent."),
    .integer(
      "workers", \.workers, 1...1024, rule: "the session's threads", identifies: false,
      "Threads. No influence on results."),
    .integer("seed", \.seed, Int.min...Int.max, rule: "the session's", "Of what is drawn."),
  ]

  public func validate() throws {
    if let largest = maximumStepSize, largest < stepSize {
      throw SettingError(
        name,
        .value(key: "max_step_size", got: "\(largest)", expected: "step_size (\(stepSize)) or more")
      )
    }
    if let start, !start.allSatisfy(\.isFinite) {
      throw SettingError(
        name, .value(key: "start", got: "NaN or infinity", expected: "finite numbers"))
    }
  }

  private var name: String { Self.about.name }

  /// That the options go with a surface, and are in their ranges.
  public func check(dimension: Int, units: Int) throws {
    try checkSettings()
    if redrawProbability != 0, units == 0 {
      throw SettingError(
        name,
        .value(
          key: "redraw_probability", got: "\(redrawProbability)", expected: "0 without hidden units"
        ))
    }
    if let start, start.count != dimension {
      throw BasinHoppingError.startDimension(expected: dimension, got: start.count)
    }
  }

  /// `start` as a setting.
  var startPoint: Coordinates? {
    get { start.map(Coordinates.init) }
    set { start = newValue?.numbers }
  }

  struct Coordinates: SettingConvertible {
    let numbers: [Double]
    init(_ numbers: [Double]) { self.numbers = numbers }

    init?(setting: SettingValue) {
      if let list = [Double](setting: setting) {
        numbers = list
      } else if case .tensor(let tensor)? = Value(setting: setting) {
        numbers = tensor.doubles
      } else {
        return nil
      }
    }

    var setting: SettingValue? { .list(numbers.map { .number($0) }) }
  }

  /// `base` with the descent that these options ask for.
  func quench(base: QuenchOptions = QuenchOptions()) -> QuenchOptions {
    var options = base
    options.descent.tolerance = tolerance
    options.descent.memory = memory
    options.descent.maximumSteps = maximumQuenchSteps
    options.descent.maximumStepLength = maximumStepLength
    return options
  }
}

/// Why basin hopping could not begin.
public enum BasinHoppingError: Error, Equatable, CustomStringConvertible {
  case startDimension(expected: Int, got: Int)

  public var description: String {
    switch self {
    case .startDimension(let expected, let got):
      "basin hopping: the surface has \(expected) coordinates, the start has \(got)"
    }
  }
}
