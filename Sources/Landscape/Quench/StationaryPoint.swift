import Foundation
import Tensors

/// A point where the gradient vanishes, and what its exact Hessian says of it.
public struct StationaryPoint: Sendable {
  public var x: [Double]
  public var energy: Double
  /// Largest absolute component of the gradient.
  public var gradientNorm: Double
  /// Lowest eigenvalue of the Hessian, zero modes included.
  public var lowestEigenvalue: Double
  /// Largest magnitude among the eigenvalues.
  public var spectralRadius: Double
  /// Number of negative eigenvalues: 0 for a minimum, 1 for a transition state.
  public var index: Int
  /// Number of eigenvalues that count as zero.
  public var zeroModes: Int
  /// Sum of the logarithms of the positive eigenvalues.
  public var logDeterminant: Double
  public var proof = Proof.strict

  init(
    x: [Double], energy: Double, gradientNorm: Double, eigenvalues: [Double],
    zeroModeTolerance: Double
  ) {
    self.x = x
    self.energy = energy
    self.gradientNorm = gradientNorm
    spectralRadius = eigenvalues.reduce(0) { max($0, abs($1)) }
    let zero = zeroModeTolerance * spectralRadius
    lowestEigenvalue = eigenvalues.first ?? 0
    index = eigenvalues.count { $0 < -zero }
    zeroModes = eigenvalues.count { abs($0) <= zero }
    logDeterminant = eigenvalues.reduce(0) { $1 > zero ? $0 + log($1) : $0 }
  }
}
