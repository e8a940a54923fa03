/// Points with a place on the axes of a figure; those without one are NaN.
struct PlacedPoints {
  var x: [Double]
  var y: [Double]

  /// - Throws: `PlotError` if the columns differ in length, or no point has a place.
  init(kind: String, label: String, x: [Double], y: [Double], axes: Axes) throws {
    guard x.count == y.count else {
      throw PlotError.lengthMismatch(
        kind: kind, first: "x", firstCount: x.count, second: "y", secondCount: y.count)
    }
    self.x = x
    self.y = y
    var hasPlace = false
    for place in x.indices {
      if axes.x.holds(x[place]) && axes.y.holds(y[place]) {
        hasPlace = true
      } else {
        self.x[place] = .nan
        self.y[place] = .nan
      }
    }
    guard hasPlace else { throw PlotError.noData(kind: kind, label: label, given: x.count) }
  }

  /// Places that are no gaps.
  var places: [Int] { x.indices.filter { x[$0].isFinite } }

  /// The points with these indices; a gap for -1.
  func rows(_ places: some Sequence<Int>) -> [[Double]] {
    places.map { $0 < 0 ? [.nan, .nan] : [x[$0], y[$0]] }
  }
}

/// Requires that a column has a value for each point.
func requireCount(_ column: [Double]?, _ what: String, _ count: Int, kind: String) throws {
  guard let column, column.count != count else { return }
  throw PlotError.lengthMismatch(
    kind: kind, first: "x", firstCount: count, second: what, secondCount: column.count)
}
