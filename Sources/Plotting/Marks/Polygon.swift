/// A closed outline, lightly filled, and points that belong to it. One corner is a point, two are a line.
public struct Polygon: Mark, Equatable {
  public var x: [Double]
  public var y: [Double]
  /// Points in the outline's color.
  public var points: Points
  /// Name in the legend; empty for no entry.
  public var label: String

  public struct Points: Sendable, Equatable {
    public var x: [Double]
    public var y: [Double]

    public init(x: [Double] = [], y: [Double] = []) {
      self.x = x
      self.y = y
    }
  }

  public init(x: [Double], y: [Double], points: Points = Points(), label: String = "") {
    self.x = x
    self.y = y
    self.points = points
    self.label = label
  }

  public func write(to script: inout Script, axes: Axes) throws {
    let rows = try points2D(kind: "polygon", label: label, x: x, y: y, axes: axes)
      .filter { $0[0].isFinite }
    let series = script.nextSeries()
    let color = Colors.series(series)
    let data = script.addData(rows + [rows[0]])
    if rows.count > 2, !script.isText {
      script.addClause(
        "\(data) using 1:2 with filledcurves closed linecolor '\(color)' "
          + "fillstyle transparent solid 0.12 noborder")
    }
    let style =
      rows.count > 1 || script.isText
      ? "with lines linecolor '\(color)' linewidth 2"
      : "with points linecolor '\(color)' pointtype \(Colors.pointType(series)) pointsize 0.9"
    script.addClause("\(data) using 1:2 \(style)", label: label)
    guard !points.x.isEmpty || !points.y.isEmpty else { return }
    let cloud = try points2D(
      kind: "points of a polygon", label: label, x: points.x, y: points.y, axes: axes)
    let shape = script.isText ? Shades.quotedCharacter(of: series) : "7"
    script.addClause(
      "\(script.addData(cloud.filter { $0[0].isFinite })) using 1:2 with points "
        + "pointtype \(shape) pointsize 0.25 linecolor '\(color)'")
  }
}
