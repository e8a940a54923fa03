import Landscape

/// A transition state of an atlas: a stationary point with exactly one negative eigenvalue, and the minima at the ends of
/// the two paths down from it.
public struct Saddle: Sendable {
  /// Points of all kinds are numbered together.
  public var id: Int
  public var energy: Double
  public var x: [Double]
  /// Largest absolute component of the gradient. What another program did not tell is NaN, here and below.
  public var gradientNorm: Double
  /// The negative one.
  public var eigenvalue: Double
  /// Eigenvalues that count as zero; nil: another program did not tell.
  public var zeroModes: Int?
  /// Sum of the logarithms of the positive eigenvalues.
  public var logDeterminant: Double
  /// Searches that ended here.
  public var hits: Int
  /// Distinct images under the symmetry.
  public var multiplicity: Double
  public var proof: Proof
  /// The numbers of the minima, which may be one, up to the symmetry.
  public var minima: (first: Int, second: Int)
}
