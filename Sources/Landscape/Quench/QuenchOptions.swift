import Optimizers

/// How a point is brought down to a minimum and proved to be one.
public struct QuenchOptions: Sendable, Equatable {
  /// The descent, to a loose tolerance (max|g| below 1e-7).
  public var descent = LBFGS.Options()
  /// Newton's method ends when max|g| is below this, or when rounding stops it.
  public var newtonTolerance = 1e-12
  /// A point whose max|g| is above this times max(1, largest |eigenvalue|) is not stationary.
  public var stationaryTolerance = 1e-10
  public var maximumNewtonSteps = 30
  /// Longest Newton step, Euclidean.
  public var maximumNewtonStepLength = 0.5
  /// An eigenvalue whose magnitude is below this times the largest one counts as zero.
  public var zeroModeTolerance = 1e-10
  /// First displacement along a negative mode, Euclidean; doubled at each further attempt.
  public var stepOff = 0.02
  public var maximumStepOffs = 10

  public init() {}
}
