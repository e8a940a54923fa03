/// Points (x, y) joined in order by a line, interrupted where a value is missing.
public struct Line: Mark, Equatable {
  public var x: [Double]
  public var y: [Double]
  /// Name in the legend; empty for no entry.
  public var label: String
  /// Whether the points themselves are drawn.
  public var points: Bool
  public var dashed: Bool

  public init(
    x: [Double], y: [Double], label: String = "", points: Bool = false, dashed: Bool = false
  ) {
    self.x = x
    self.y = y
    self.label = label
    self.points = points
    self.dashed = dashed
  }

  public func write(to script: inout Script, axes: Axes) throws {
    let rows = try points2D(kind: "line", label: label, x: x, y: y, axes: axes)
    let data = script.addData(rows)
    let series = script.nextSeries()
    var style = "linecolor '\(Colors.series(series))' linewidth 2"
    if dashed { style += " dashtype 2" }
    if points || rows.count == 1 {
      style = "with linespoints \(style) pointtype \(Colors.pointType(series)) pointsize 0.6"
    } else {
      style = "with lines \(style)"
    }
    script.addClause("\(data) using 1:2 \(style)", label: label)
  }
}

/// The rows of a mark drawn from one x and one y a point; a value without a place on its axis is
/// NaN, so that it leaves a gap.
func points2D(
  kind: String, label: String, x: [Double], y: [Double], axes: Axes
) throws -> [[Double]] {
  guard x.count == y.count else {
    throw PlotError.lengthMismatch(
      kind: kind, first: "x", firstCount: x.count, second: "y", secondCount: y.count)
  }
  let rows = zip(x, y).map { x, y in
    axes.x.holds(x) && axes.y.holds(y) ? [x, y] : [.nan, .nan]
  }
  guard rows.contains(where: { $0[0].isFinite }) else {
    throw PlotError.noData(kind: kind, label: label, given: x.count)
  }
  return rows
}
