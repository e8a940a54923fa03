/// Why a search for a transition state did not end at a proved one, with both minima below it.
public enum SaddleFailure: String, Sendable, CaseIterable {
  /// Eigenvector following ran out of steps.
  case maxSteps = "max_steps"
  case notFinite = "not_finite"
  /// No direction of negative curvature was met on the way out of a bowl.
  case bowl
  /// The search fell back to a minimum.
  case minimum
  /// A stationary point with more than one negative eigenvalue.
  case higherIndex = "higher_index"
  /// A stationary point with zero modes that no symmetry explains.
  case degenerate
  /// Newton's method left a gradient above the tolerance.
  case notStationary = "not_stationary"
  /// A path down ended at no proved minimum.
  case path
}
