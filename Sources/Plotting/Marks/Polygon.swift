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
    let all = try PlacedPoints(kind: "polygon", label: label, x: x, y: y, axes: axes)
    script.observe(points: all)
    let rows = all.rows(all.places)
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
      : "with points linecolor '\(color)' pointtype \(Colors.pointType(series)) pointsize \(GnuplotText.rounded(0.9 * script.pointScale))"
    script.addClause("\(data) using 1:2 \(style)", label: label)
    guard !points.x.isEmpty || !points.y.isEmpty else { return }
    let cloud = try PlacedPoints(
      kind: "points of a polygon", label: label, x: points.x, y: points.y, axes: axes)
    script.observe(points: cloud)
    let shown =
      script.thinning.points(x: cloud.x, y: cloud.y, axes: axes, topmost: false)?.map(\.place)
      ?? cloud.places
    let shape = script.isText ? Shades.quotedCharacter(of: series) : "7"
    script.addClause(
      "\(script.addData(cloud.rows(shown))) using 1:2 with points "
        + "pointtype \(shape) pointsize \(GnuplotText.rounded(0.25 * script.pointScale)) linecolor '\(color)'"
    )
  }

  public var tables: [Table] {
    var outline = Table(label: label)
    outline["x"] = x
    outline["y"] = y
    guard !points.x.isEmpty else { return [outline] }
    var cloud = Table(label: label.isEmpty ? "points" : label + ", points")
    cloud["x"] = points.x
    cloud["y"] = points.y
    return [outline, cloud]
  }
}
