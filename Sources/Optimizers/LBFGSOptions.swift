import Settings

extension LBFGS {
  /// What a minimisation is told.
  public struct Options: Defaulted, Sendable, Equatable {
    /// Pairs of (step, change of gradient) remembered.
    public var memory = 10
    /// Converged when the largest absolute component of the gradient is below this.
    public var tolerance = 1e-7
    /// Accepted steps at most.
    public var maximumSteps = 20_000
    /// Longest step, Euclidean.
    public var maximumStepLength = 0.4
    /// The rise of the energy that one step may make, times max(1, |energy|).
    public var maximumEnergyRise = 1e-10
    /// The first step is this times the gradient times min(|g|, 1/|g|); with `.moreThuente` this long.
    public var initialScale = 0.1
    /// How long a step along its direction is.
    public var lineSearch = LineSearch.none
    /// Once in so many evaluations it is asked whether the work goes on.
    public var checkInterval = 16

    public init() {}

    public static let about = About(
      "lbfgs", "A local minimum, by L-BFGS, with or without line search.",
      source: "Nocedal, Math. Comp. 35, 1980")
    public static let settings: [Setting<Options>] = [
      .integer("memory", \.memory, 1...1000, "Pairs that L-BFGS remembers."),
      .number("tolerance", \.tolerance, .positive, "Largest |gradient| that ends it."),
      .integer("max_steps", \.maximumSteps, 0...1_000_000_000, "Steps at most."),
      .number("max_step_length", \.maximumStepLength, .positive, "Longest step."),
      .number(
        "max_energy_rise", \.maximumEnergyRise, .nonNegative,
        "The rise that one step may make, times max(1, |value|)."),
      .number(
        "initial_scale", \.initialScale, .positive,
        "The first step is this times the gradient times min(|g|, 1 / |g|)."),
      .choice(
        "line_search", \.lineSearch,
        "`none`: nearly every step costs one evaluation; `strong_wolfe`, `more_thuente`: steps satisfy the strong "
          + "Wolfe conditions, found by bracketing or by Moré and Thuente's search."),
      .integer(
        "check_interval", \.checkInterval, 1...1_000_000_000, identifies: false,
        "Once in so many evaluations it is asked whether the work goes on."),
    ]
  }

  /// How the length of a step is chosen.
  public enum LineSearch: String, Sendable, CaseIterable, SettingConvertible {
    /// The quasi-Newton step as it is, divided by ten while it raises the energy.
    case none
    /// A step that satisfies the strong Wolfe conditions (c1 = 1e-4, c2 = 0.9).
    case strongWolfe = "strong_wolfe"
    /// The same with c1 = 1e-3, by the search of Moré and Thuente, whose first step may be far too short or too long.
    case moreThuente = "more_thuente"
  }

  /// How a minimisation ended.
  public enum Status: String, CaseIterable, Sendable {
    case converged
    /// The limit on steps came first.
    case maxSteps = "max_steps"
    /// No step along the steepest descent, however short, lowers the energy, or for 500 steps
    /// neither energy nor gradient became smaller: the gradient is wrong, or the tolerance is
    /// below what rounding allows here.
    case stuck
    /// Every shortened step still led to NaN or infinity.
    case notFinite = "not_finite"
  }

  /// Where a minimisation ended.
  public struct Result: Sendable {
    public var x: [Double]
    public var value: Double
    /// The gradient at `x`.
    public var gradient: [Double]
    /// Largest absolute component of the gradient at `x`.
    public var gradientNorm: Double
    /// Steps accepted.
    public var steps: Int
    /// Calls of the objective.
    public var evaluations: Int
    public var status: Status
  }
}

/// Why a minimisation could not begin.
public enum LBFGSError: Error, Equatable, CustomStringConvertible {
  case dimension(Int)
  case dimensionMismatch(expected: Int, got: Int)
  /// A coordinate of the start (index from 0).
  case startNotFinite(index: Int, value: Double)
  case valueNotFiniteAtStart(value: Double)
  case gradientNotFiniteAtStart(index: Int, value: Double)

  public var description: String {
    switch self {
    case .dimension(let got): "L-BFGS: expected a dimension of 1 or more, got \(got)"
    case .dimensionMismatch(let expected, let got):
      "L-BFGS: expected a start of \(expected) coordinates, got \(got)"
    case .startNotFinite(let index, let value):
      "L-BFGS: coordinate \(index + 1) of the start is \(value)"
    case .valueNotFiniteAtStart(let value):
      "L-BFGS: the objective is \(value) at the start"
    case .gradientNotFiniteAtStart(let index, let value):
      "L-BFGS: component \(index + 1) of the gradient is \(value) at the start"
    }
  }
}
