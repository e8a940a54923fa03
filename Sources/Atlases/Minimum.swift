import Landscape

/// A minimum of an atlas.
public struct Minimum: Sendable {
  /// 1, 2, 3, ... in the order of discovery.
  public var id: Int
  public var energy: Double
  public var x: [Double]
  /// Largest absolute component of the gradient. What another program did not tell is NaN, here and below.
  public var gradientNorm: Double
  /// Lowest eigenvalue of the exact Hessian, zero modes included.
  public var lowestEigenvalue: Double
  /// Eigenvalues that count as zero; nil: another program did not tell.
  public var zeroModes: Int?
  /// Sum of the logarithms of the positive eigenvalues.
  public var logDeterminant: Double
  /// Quenches that ended here.
  public var hits: Int
  /// Distinct images under the symmetry.
  public var multiplicity: Double
  /// What is proved of it.
  public var proof: Proof
}

/// The order in which minima are listed. Equals stand in the order of discovery.
public enum MinimumOrder: String, Sendable, CaseIterable {
  /// Lowest first.
  case energy
  /// Order of discovery.
  case id
  /// Most often hit first.
  case hits
}
