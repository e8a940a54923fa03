/// What is proved of a stationary point.
public enum Proof: String, Sendable, CaseIterable {
  /// The exact Hessian is positive definite: a minimum.
  case strict
  /// Its zero modes are exactly those of the symmetry, along which the energy cannot change: a minimum.
  case gauge
  /// A minimum on kinks of a piecewise smooth energy, by the conditions of Karush, Kuhn and Tucker.
  case kink
  /// Flat along directions that no symmetry explains: perhaps a minimum, perhaps not.
  case degenerate
  /// As another program found it; nothing was proved here. It counts among the minima.
  case imported

  /// Whether it is one of the minima.
  public var counts: Bool { self != .degenerate }
}

extension StationaryPoint {
  /// A point as it was stored.
  public init(
    stored x: [Double], energy: Double, gradientNorm: Double, lowestEigenvalue: Double,
    zeroModes: Int, logDeterminant: Double, index: Int, proof: Proof
  ) {
    self.init(
      x: x, energy: energy, gradientNorm: gradientNorm, eigenvalues: [], zeroModeTolerance: 0)
    self.lowestEigenvalue = lowestEigenvalue
    self.zeroModes = zeroModes
    self.logDeterminant = logDeterminant
    self.index = index
    self.proof = proof
  }
}
