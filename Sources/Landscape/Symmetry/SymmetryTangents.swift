/// Tangents of the curves of images of a point, as vector fields: what makes a stationary point of one that is stationary across
/// them.
public struct SymmetryTangents: Sendable, Equatable {
  /// Row by row, not normalised. Each is an affine function of the point, along which the energy does not change whatever the
  /// point is.
  public var rows: [[Double]]
  /// No tangent changes by more than this times the distance of two points.
  public var rate: Double

  public init(rows: [[Double]] = [], rate: Double = 0) {
    self.rows = rows
    self.rate = rate
  }
}
