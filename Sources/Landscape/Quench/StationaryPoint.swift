import Foundation
import Tensors

/// A point where the gradient vanishes, and what its exact Hessian says of it.
///
/// Eigenvalues are those on the orthogonal complement of the symmetry's zero modes.
public struct StationaryPoint: Sendable {
  public var x: [Double]
  public var energy: Double
  /// Largest absolute component of the gradient.
  public var gradientNorm: Double
  /// Lowest eigenvalue of the Hessian.
  public var lowestEigenvalue: Double
  /// Largest magnitude among the eigenvalues: exact where all of them were computed, else a Ritz value, at most a
  /// few percent below it.
  public var spectralRadius: Double
  /// Number of negative eigenvalues: 0 for a minimum, 1 for a transition state.
  public var index: Int
  /// Number of eigenvalues that count as zero, with those of the symmetry's zero modes.
  public var zeroModes: Int
  /// Sum of the logarithms of the positive eigenvalues; NaN where the surface is too large for its Hessian to be
  /// made.
  public var logDeterminant: Double
  public var proof: Proof

  /// A point with no eigenvalue that counts as zero but the symmetry's.
  init(
    _ position: Position, lowestEigenvalue: Double, spectralRadius: Double, symmetryModes: Int,
    logDeterminant: Double
  ) {
    x = position.x
    energy = position.energy
    gradientNorm = position.norm
    self.lowestEigenvalue = lowestEigenvalue
    self.spectralRadius = spectralRadius
    index = 0
    zeroModes = symmetryModes
    self.logDeterminant = logDeterminant
    proof = symmetryModes == 0 ? .strict : .gauge
  }

  /// - Parameters:
  ///   - eigenvalues: on the complement of the symmetry's modes, ascending.
  ///   - zero: magnitudes up to it count as zero.
  init(_ position: Position, eigenvalues: [Double], symmetryModes: Int, zero: Double) {
    let unexplained = eigenvalues.count { abs($0) <= zero }
    self.init(
      position, lowestEigenvalue: eigenvalues.first ?? 0,
      spectralRadius: eigenvalues.reduce(0) { max($0, abs($1)) }, symmetryModes: symmetryModes,
      logDeterminant: eigenvalues.reduce(0) { $1 > zero ? $0 + log($1) : $0 })
    index = eigenvalues.count { $0 < -zero }
    zeroModes += unexplained
    if unexplained > 0 { proof = .degenerate }
  }

  /// A minimum on kinks. Eigenvalues are those along the kinks; where there is no such direction the lowest is 0, which it
  /// is not, to be a number.
  init(kink minimum: KinkOutcome.Minimum, at representative: [Double]) {
    x = representative
    energy = minimum.energy
    gradientNorm = minimum.residual
    lowestEigenvalue = minimum.lowestEigenvalue.isFinite ? minimum.lowestEigenvalue : 0
    spectralRadius = minimum.spectralRadius
    index = 0
    zeroModes = minimum.zeroModes
    logDeterminant = minimum.logDeterminant
    // Beside all kinks it is a minimum like any other.
    proof = minimum.activeKinks > 0 ? .kink : minimum.zeroModes > 0 ? .gauge : .strict
  }

  /// A point as it was stored.
  public init(
    stored x: [Double], energy: Double, gradientNorm: Double, lowestEigenvalue: Double,
    zeroModes: Int, logDeterminant: Double, index: Int, proof: Proof
  ) {
    self.x = x
    self.energy = energy
    self.gradientNorm = gradientNorm
    self.lowestEigenvalue = lowestEigenvalue
    spectralRadius = .nan
    self.index = index
    self.zeroModes = zeroModes
    self.logDeterminant = logDeterminant
    self.proof = proof
  }
}
