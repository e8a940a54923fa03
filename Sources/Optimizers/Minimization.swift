import Settings

/// A minimisation of a function by L-BFGS from wherever it is asked to start, near its minimum or far.
///
/// Unlike quenches of landscapes, which must stay in the valley in which they begin, its steps have no longest
/// length: a line search finds it.
public struct Minimization: Defaulted, Sendable {
  public var memory = 10
  public var tolerance = 1e-7
  public var maximumSteps = 20_000
  public var lineSearch = LBFGS.LineSearch.moreThuente
  /// Nil for no limit, and for that of quenches without a line search.
  public var maximumStepLength: Double?
  /// Nil for 1 with Moré and Thuente's search, and for that of quenches with the others.
  public var initialScale: Double?
  public var maximumEnergyRise = 1e-10
  public var checkInterval = 16

  public init() {}

  public static let about = About(
    "minimize", "A local minimum, by L-BFGS.",
    source: "Nocedal, Math. Comp. 35, 1980; Moré and Thuente, ACM TOMS 20, 1994")
  public static let settings: [Setting<Minimization>] = [
    .integer("memory", \.memory, 1...1000, "Pairs that L-BFGS remembers."),
    .number("tolerance", \.tolerance, .positive, "Largest |gradient| that ends it."),
    .integer("max_steps", \.maximumSteps, 0...1_000_000_000, "Steps at most."),
    .choice(
      "line_search", \.lineSearch,
      "How long a step is: `more_thuente`, `strong_wolfe` find one that satisfies the strong Wolfe conditions; "
        + "`none` takes it as it comes, as quenches of landscapes do, nearly always with one evaluation."
    ),
    .number(
      "max_step_length", \.maximumStepLength, .positive,
      rule: "no limit; 0.4 for line_search = \"none\"", "Longest step."),
    .number(
      "initial_scale", \.initialScale, .positive, rule: "1 for more_thuente, else 0.1",
      "Length of the first step that is tried; for the other searches it is multiplied by min(|g|^2, 1)."
    ),
    .number(
      "max_energy_rise", \.maximumEnergyRise, .nonNegative,
      "The rise that a step without line search may make, times max(1, |value|)."),
    .integer(
      "check_interval", \.checkInterval, 1...1_000_000_000, identifies: false,
      "Once in so many evaluations it is asked whether the work goes on."),
  ]

  /// What the minimiser is told.
  public var descent: LBFGS.Options {
    var options = LBFGS.Options()
    (options.memory, options.tolerance) = (memory, tolerance)
    (options.maximumSteps, options.lineSearch) = (maximumSteps, lineSearch)
    (options.maximumEnergyRise, options.checkInterval) = (maximumEnergyRise, checkInterval)
    if lineSearch != .none { options.maximumStepLength = .greatestFiniteMagnitude }
    if lineSearch == .moreThuente { options.initialScale = 1 }
    options.maximumStepLength = maximumStepLength ?? options.maximumStepLength
    options.initialScale = initialScale ?? options.initialScale
    return options
  }
}
