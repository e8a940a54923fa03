/// What Newton's method came to.
enum Polish {
  case minimum(StationaryPoint)
  /// With the unit eigenvectors of negative eigenvalues.
  case saddle(StationaryPoint, Position, modes: [[Double]])
  /// Stationary, or converging too slowly for a true minimum; with unit vectors along which the curvature cannot be
  /// told from zero.
  case flat(StationaryPoint, Position, modes: [[Double]])
  /// Neither energy nor gradient falls any more.
  case stalled(Position)
}
