/// Why a stationary point is not proved.
public enum CertificateFailure: Error, Equatable, CustomStringConvertible {
  /// No bounds are known of an operation in the energy or its derivatives.
  case unbounded(operation: String)
  /// The energy is written with an operation of which it cannot be told where it is smooth.
  case notSmooth(operation: String)
  case tooLarge(dimension: Int, largest: Int)
  /// Part of the energy is computed in single precision.
  case singlePrecision
  /// More roundings may follow one another than radii make up for.
  case tooLong
  /// Bounds of a derivative are infinite or NaN.
  case notFinite(String)
  /// Something in the energy switches within the ball.
  case kink
  /// The point on a kink is proved by other conditions, in floating point only.
  case onKink
  /// Stored as one that is no minimum for certain: there is nothing to prove.
  case degenerate
  /// As another program stored it, or of an energy that is not a traced function.
  case noEnergy
  /// The Hessian may be singular in the ball: its scaled distance from what it is at the center; below 1 is needed.
  case notContracting(Double)
  /// The stationary point that is nearby is farther away than the tolerance.
  case displaced(distance: Double, tolerance: Double)
  case index(found: Int, expected: Int)
  /// Elements that a true Hessian, in the coordinates of its eigenvectors, cannot have: rows and columns from 1.
  case asymmetric(row: Int, column: Int)
  /// The gradient changes in another way than the Hessian says, along this eigenvector (from 1).
  case inconsistent(component: Int)
  /// Directions along which the energy should not change, and for which no symmetry was found to answer.
  case zeroModes(explained: Int, found: Int)
  /// It may be the same point as another one, with this number.
  case same(id: Int)

  public var description: String {
    switch self {
    case .unbounded(let operation): "no interval rule for the operation '\(operation)'"
    case .notSmooth(let operation):
      "the energy is not smooth where the operation '\(operation)' is used"
    case .tooLarge(let dimension, let largest):
      "\(dimension) coordinates, and Hessians are enclosed up to \(largest)"
    case .singlePrecision: "part of the energy is computed in float32"
    case .tooLong: "the energy is too long a computation"
    case .notFinite(let what): "the bounds of the \(what) are not finite"
    case .kink: "the energy has a kink within the ball"
    case .onKink: "the point lies on a kink, which is proved in floating point only"
    case .degenerate:
      "stored as degenerate: eigenvalues that cannot be told from zero, and that no symmetry explains"
    case .noEnergy: "the energy is not known as a traced function"
    case .notContracting(let size):
      "the Hessian may be singular within the ball (contraction \(size), below 1 is needed)"
    case .displaced(let distance, let tolerance):
      "not stationary: the stationary point nearby is up to \(distance) away, the tolerance is \(tolerance)"
    case .index(let found, let expected):
      "the index is \(found), expected \(expected)"
    case .asymmetric(let row, let column):
      "the Hessian is not symmetric between eigenvectors \(row) and \(column)"
    case .inconsistent(let component):
      "along eigenvector \(component) the gradient changes in another way than the Hessian says"
    case .zeroModes(let explained, let found):
      "\(found) zero modes, of which the symmetry's tangents explain \(explained)"
    case .same(let id): "not known to differ from point \(id)"
    }
  }
}
