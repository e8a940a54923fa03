/// A point after quenching, polishing and the check of its exact Hessian.
public struct Refinement: Sendable {
  /// The last point reached; nil if not even its Hessian was finite.
  public var point: StationaryPoint?
  /// Saddles and flat points that were met and left on the way.
  public var stepOffs = 0
  /// Calls of energy and gradient after the first descent.
  public var evaluations = 0
  /// Exact Hessians that were made.
  public var hessians = 0
  /// nil: `point` is a minimum.
  public var failure: QuenchFailure?

  /// The point, if it is proved to be a minimum.
  public var minimum: StationaryPoint? {
    guard failure == nil, let point, point.index == 0, point.proof != .degenerate else {
      return nil
    }
    return point
  }

  /// The point, if it is stationary and its zero modes leave open what it is.
  public var degenerate: StationaryPoint? { failure == .degenerate ? point : nil }
}
