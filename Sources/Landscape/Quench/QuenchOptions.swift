import Optimizers
import Settings

/// How a point is brought down to a minimum and proved to be one.
public struct QuenchOptions: Defaulted, Sendable, Equatable {
  /// The descent, to a loose tolerance (max|g| below 1e-7).
  public var descent = LBFGS.Options()
  /// Newton's method ends when max|g| is below this and its steps are short, or when rounding stops it.
  public var newtonTolerance = 1e-12
  /// A point whose max|g| is above this times max(1, largest |eigenvalue|) is not stationary.
  public var stationaryTolerance = 1e-10
  /// Exact Hessians of one polish at most.
  public var maximumNewtonSteps = 30
  /// Longest first Newton step, Euclidean; later ones grow where the quadratic model predicts well.
  public var maximumNewtonStepLength = 0.5
  /// An eigenvalue whose magnitude is below this times the largest one counts as zero.
  public var zeroModeTolerance = 1e-10
  /// First displacement along negative modes, Euclidean; doubled at each further attempt.
  public var stepOff = 0.02
  public var maximumStepOffs = 10
  /// Above so many coordinates no Hessian is made: Newton's method and the proof use its products with vectors.
  public var denseLimit = 2000
  /// Products with the Hessian that such a proof may take.
  public var maximumLanczosSteps = 5000

  /// Pairs that the descent remembers; nil leaves it to the energy (`memory(on:)`).
  public var memory: Int?

  public init() {}

  /// Pairs that descents on a surface remember. Forty, four times as many as is usual, halve the evaluations of trained networks'
  /// quenches and cost little each; where an evaluation takes longer than a hundred pairs do, these save more: losses
  /// with bounds of the network in them need half the evaluations.
  func memory(on surface: any EnergySurface) -> Int {
    memory ?? (surface.work > 4 * QuenchOptions.long * surface.dimension ? QuenchOptions.long : 40)
  }

  private static let long = 100

  public static let about = About(
    "quench",
    "Minimises from one point (L-BFGS, then Newton), proves the minimum by its exact Hessian and stores it.",
    source: "Nocedal 1980; Nocedal and Wright 2006")
  static let memoryRule = "40, or 100 where the energy takes longer"
  private static let most = 1_000_000_000
  public static let settings: [Setting<QuenchOptions>] = [
    .number("tolerance", \.descent.tolerance, .positive, "Of the descent, on max |gradient|."),
    .integer("max_steps", \.descent.maximumSteps, 0...most, "Steps of the descent at most."),
    .integer(
      "memory", \.memory, 1...1000, rule: QuenchOptions.memoryRule,
      "Pairs that the descent remembers."),
    .number("max_step_length", \.descent.maximumStepLength, .positive, "Its longest step."),
    .number(
      "max_energy_rise", \.descent.maximumEnergyRise, .nonNegative,
      "The rise that one of its steps may make, times max(1, |energy|)."),
    .number(
      "initial_step", \.descent.initialScale, .positive,
      "Its first step is this times the gradient times min(|g|, 1 / |g|)."),
    .choice(
      "line_search", \.descent.lineSearch,
      "How long its steps are: as they come, or by the strong Wolfe conditions."),
    .number(
      "newton_tolerance", \.newtonTolerance, .positive, "Of Newton's method, on max |gradient|."),
    .number(
      "stationary_tolerance", \.stationaryTolerance, .positive,
      "Largest |gradient| of a stationary point, times max(1, largest |eigenvalue|)."),
    .integer(
      "max_newton_steps", \.maximumNewtonSteps, 1...most, "Exact Hessians of one polish at most."),
    .number(
      "max_newton_step_length", \.maximumNewtonStepLength, .positive,
      "Longest first step of Newton's method."),
    .number(
      "zero_mode_tolerance", \.zeroModeTolerance,
      Bounds(lower: 1e-14, upper: 1e-2), "Eigenvalues below it times the largest count as zero."),
    .number("step_off", \.stepOff, .positive, "First displacement from a saddle."),
    .integer("max_step_offs", \.maximumStepOffs, 0...most, "Saddles left at most."),
    .integer(
      "dense_limit", \.denseLimit, 1...30_000,
      "Above so many coordinates proofs use products with the Hessian instead of the Hessian."),
    .integer(
      "max_lanczos_steps", \.maximumLanczosSteps, 1...most, "Products that such a proof may take."),
  ]
}
