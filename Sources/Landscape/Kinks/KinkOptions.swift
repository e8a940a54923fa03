/// How a minimum on kinks is looked for, and what counts as proved.
public struct KinkOptions: Sendable, Equatable {
  /// Over what kinks are rounded off, one descent after another, in units of the switching arguments.
  public var widths = [1e-2, 1e-3, 1e-4, 1e-5, 1e-6]
  /// Steps of each descent at most, and the largest component of the gradient that ends it.
  public var descentSteps = 400
  public var descentTolerance = 1e-6
  /// Steps of Newton's method behind each descent.
  public var newtonSteps = 30
  /// Longest of them, Euclidean.
  public var newtonStepLength = 0.5
  /// Coordinates and kinks together, beyond which the dense system is not solved.
  public var largestSystem = 1500
  /// Saddles that are left.
  public var stepOffs = 4

  /// max|gradient| of E(x; m) and |s_i| / |grad s_i| of kinks that are met, times max(1, largest |eigenvalue|).
  public var residual = 1e-11
  /// Where Newton's method ends if it comes so far.
  public var newtonTolerance = 1e-14
  /// How far from 0 all other switching arguments must be, and guarded ones.
  public var separation = 1e-8
  /// Those nearer than this are compared with how exactly the point is known.
  public var nearness = 1e-3
  /// How far within 0 and 1 masks must be.
  public var maskMargin = 1e-6
  /// What the jump of the derivative across each kink, c_i |grad s_i|, must exceed.
  public var leastJump = 1e-9
  /// The lowest eigenvalue along the kinks must exceed this times the largest one.
  public var curvatureMargin = 1e-10

  public init() {}
}

/// Why no minimum was proved.
public enum KinkFailure: String, Error, Sendable {
  /// The energy has operations with jumps, or with kinks that are not written by masks.
  case unsupported
  /// Too many coordinates and kinks for a dense system.
  case tooLarge = "too_large"
  case notFinite = "not_finite"
  /// Newton's method on the kinks did not end.
  case notStationary = "not_stationary"
  /// The energy falls along the kinks, or away from one.
  case saddle
  /// Too near to being none: a mask at an end, a jump of the derivative that is zero, a flat direction, or an
  /// argument of something else that jumps.
  case degenerate
}

/// A minimum on kinks, or why there is none.
public struct KinkOutcome: Sendable {
  /// What the proof says of a point.
  public struct Minimum: Sendable {
    public var x: [Double]
    public var energy: Double
    /// The largest component of the gradient of E(x; m).
    public var residual: Double
    /// Of the Hessian of E(x; m) on the directions along all kinks that are met, without zero modes; infinity where there
    /// is no such direction.
    public var lowestEigenvalue: Double
    /// Largest magnitude of an eigenvalue of that Hessian there.
    public var spectralRadius: Double
    /// The sum of logarithms of its eigenvalues.
    public var logDeterminant: Double
    /// Switching arguments that are 0.
    public var activeKinks: Int
    /// Dimensions across the kinks: in these the energy grows in proportion to the distance.
    public var sharpDimensions: Int
    /// Along so many the energy does not change.
    public var zeroModes: Int
  }

  public var minimum: Minimum?
  public var failure: KinkFailure?
  /// The last point reached.
  public var x: [Double]
  /// Calls of energy and gradient, rounded off or with masks.
  public var evaluations: Int
  public var stepOffs: Int
}
