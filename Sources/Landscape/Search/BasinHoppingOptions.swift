import Settings
import Tensors

/// What a search by basin hopping is told.
///
/// All but `workers` decide what is found, and decide it to the last bit: they are the identity of
/// a run in an atlas.
public struct BasinHoppingOptions: Defaulted, Sendable, Equatable, Quenching {
  /// Steps of each chain, after the quench of its start.
  public var steps = 100
  public var chains = 1
  /// In units of the energy; 0 accepts only what is not higher.
  public var temperature = 0.005
  /// First half-width of the uniform displacement of every coordinate; the chains share and adapt it.
  public var stepSize = 2.0
  public var seed: UInt64 = 0
  /// The step size is adapted once in so many steps of all chains ...
  public var adaptationInterval = 50
  /// ... by this factor, down if more steps than the target left their minimum and up otherwise.
  public var adaptationFactor = 0.9
  public var targetLeaving = 0.8
  /// The adapted step size stays at or below this; nil for twice `stepSize`.
  public var maximumStepSize: Double?
  /// How often a step is a fresh random start instead of a move; nil for four in five where there are hidden units, and
  /// never without.
  public var restartProbability: Double?
  /// How often a move draws one hidden unit anew, changes the signs of the weights behind one, or moves one layer only,
  /// instead of moving all coordinates.
  public var redrawProbability = 0.0
  public var flipProbability = 0.0
  public var layerProbability = 0.0
  /// Largest half-width of the box of random starts and of units drawn anew; each is drawn log-uniformly from half of
  /// this.
  public var initialScale = 4.0
  /// Where all chains start; nil for a random start each, and once the origin.
  public var start: [Double]?
  public var quench = QuenchOptions()
  /// Threads. They change the time a search takes, never its result.
  public var workers = 1

  public init() {}

  public static let about = About(
    "basin_hop",
    "Searches minima by basin hopping: random moves, each quenched, accepted by Metropolis' rule; "
      + "every minimum met is stored. An interrupted run with the same options is continued.",
    source: "Wales and Doye 1997")
  private static let most = (1 << 31) - 1
  public static let settings: [Setting<BasinHoppingOptions>] =
    [
      .integer("steps", \.steps, 0...most, "Steps of each chain."),
      .integer("chains", \.chains, 1...(1 << 20) - 1, "Independent chains."),
      .number("temperature", \.temperature, .nonNegative, "In units of the energy."),
      .number("step_size", \.stepSize, .positive, "First half-width of a move; adapted."),
      .number(
        "max_step_size", \.maximumStepSize, .positive, rule: "2 step_size",
        "The adapted half-width stays at or below it."),
      .integer(
        "adaptation_interval", \.adaptationInterval, 1...most, "Moves between two adaptations."),
      .number(
        "adaptation_factor", \.adaptationFactor,
        Bounds(lower: 0, upper: 1, includesLower: false), "By which the half-width changes."),
      .number(
        "target_leaving", \.targetLeaving, .closed(0...1),
        "The share of moves that lead to another minimum at which adaptation aims."),
      .number(
        "restart_probability", \.restartProbability, .closed(0...1),
        rule: ".8 with hidden units, else 0",
        "How often a step is a fresh random start."),
      .number(
        "redraw_probability", \.redrawProbability, .closed(0...1),
        "How often a move draws one hidden unit anew."),
      .number(
        "flip_probability", \.flipProbability, .closed(0...1),
        "How often a move changes the signs of the weights behind one hidden unit."),
      .number(
        "layer_probability", \.layerProbability, .closed(0...1),
        "How often a move changes one layer only."),
      .number(
        "initial_scale", \.initialScale, .positive,
        "Largest half-width of random starts; drawn log-uniformly from half of it."),
      Setting(
        "start", \.startPoint, .tensor, rule: "random", "Where all chains start."),
    ] + runSettings

  public func validate() throws {
    if let largest = maximumStepSize, largest < stepSize {
      throw SettingError(
        name,
        .value(key: "max_step_size", got: "\(largest)", expected: "step_size (\(stepSize)) or more")
      )
    }
    let special = redrawProbability + flipProbability + layerProbability
    if special > 1 {
      throw SettingError(
        name,
        .value(
          key: "redraw_probability", got: "\(special) together with flip_ and layer_probability",
          expected: "1 or less"))
    }
    if let start, !start.allSatisfy(\.isFinite) {
      throw SettingError(
        name, .value(key: "start", got: "NaN or infinity", expected: "finite numbers"))
    }
  }

  private var name: String { Self.about.name }

  /// That the options go with a surface, and are in their ranges.
  public func check(dimension: Int, units: Int, layers: Int = 0) throws {
    try checkSettings()
    for (key, value, count, what) in [
      ("redraw_probability", redrawProbability, units, "hidden units"),
      ("flip_probability", flipProbability, units, "hidden units"),
      ("layer_probability", layerProbability, layers, "layers"),
    ] where value != 0 && count == 0 {
      throw SettingError(
        name, .value(key: key, got: "\(value)", expected: "0 without \(what)"))
    }
    if let start, start.count != dimension {
      throw BasinHoppingError.startDimension(expected: dimension, got: start.count)
    }
  }

  var largestStepSize: Double { maximumStepSize ?? 2 * stepSize }

  func moves(units: [[Int]], layers: [[Int]], custom: Int) -> Moves {
    var moves = Moves(units: units, layers: layers)
    moves.redraw = redrawProbability
    moves.flip = flipProbability
    moves.layer = layerProbability
    moves.custom = custom
    return moves
  }

  func startBox(dimension: Int) -> Proposal.Start {
    Proposal.Start(dimension: dimension, smallest: 0.5 * initialScale, largest: initialScale)
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
