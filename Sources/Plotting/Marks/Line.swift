/// Points (x, y) joined in order by a line, interrupted where a value is missing.
public struct Line: Mark, Equatable {
  public var x: [Double]
  public var y: [Double]
  /// Name in the legend; empty for no entry.
  public var label: String
  /// Whether the points themselves are drawn.
  public var points: Bool
  public var style: Style
  public var errors = Errors()
  /// Ends of a shaded band around the line, a value for each point.
  public var band: Band?

  public struct Band: Sendable, Equatable {
    public var lower: [Double]
    public var upper: [Double]

    public init(lower: [Double], upper: [Double]) {
      self.lower = lower
      self.upper = upper
    }
  }

  public init(
    x: [Double], y: [Double], label: String = "", points: Bool = false, dashed: Bool = false,
    style: Style = Style()
  ) {
    self.x = x
    self.y = y
    self.label = label
    self.points = points
    self.style = style
    if dashed && style.dash == nil { self.style.dash = .dashed }
  }

  public func write(to script: inout Script, axes: Axes) throws {
    let all = try PlacedPoints(kind: "line", label: label, x: x, y: y, axes: axes)
    try errors.check(x.count, kind: "line")
    script.observe(points: all)
    let series = script.nextSeries()
    let shown = script.thinning.line(x: all.x, y: all.y, axes: axes)
    let places = shown ?? Array(all.x.indices)
    let name = label.isEmpty ? "a line" : "line '\(label)'"
    if shown != nil {
      script.addNote(
        "\(name) of \(x.count) points, of which \(places.count { $0 >= 0 }) are drawn: first, lowest, highest and last of "
          + "each column of pixels")
    }
    try writeBand(series, to: &script, axes: axes)
    let hasPoints = points || all.places.count == 1
    let color = style.paint(series)
    var drawing = "linecolor '\(color)' linewidth \(GnuplotText.rounded(style.lineWidth ?? 2))"
    drawing += style.dashClause(series)
    let dot =
      " pointtype \(style.pointType(series)) pointsize \(GnuplotText.rounded(0.6 * style.size * script.pointScale))"
    let dots =
      shown == nil || (!hasPoints && errors == Errors())
      ? all.places
      : script.thinning.points(x: all.x, y: all.y, axes: axes, topmost: false)?.map(\.place)
        ?? all.places
    errors.write(all, dots, paint: color, to: &script, axes: axes)
    let data = script.addData(all.rows(places))
    if script.isText {
      let shape = " with points pointtype \(Shades.quotedCharacter(of: series))"
      let kind = x.count > 1 ? " with lines" : shape
      script.addClause("\(data) using 1:2\(kind)", label: label)
    } else if hasPoints, shown == nil {
      script.addClause("\(data) using 1:2 with linespoints \(drawing)\(dot)", label: label)
    } else {
      script.addClause("\(data) using 1:2 with lines \(drawing)", label: label)
      guard hasPoints else { return }
      script.addClause(
        "\(script.addData(all.rows(dots))) using 1:2 with points\(dot) linecolor '\(color)'")
    }
  }

  private func writeBand(_ series: Int, to script: inout Script, axes: Axes) throws {
    guard let band else { return }
    try requireCount(band.lower, "the lower end of the band", x.count, kind: "line")
    try requireCount(band.upper, "the upper end of the band", x.count, kind: "line")
    // Between the lowest and the highest of what falls into one column.
    let columns = 2 * script.width
    let step = max(1, x.count / columns)
    var rows: [[Double]] = []
    for start in stride(from: 0, to: x.count, by: step) {
      let part = start..<min(start + step, x.count)
      let held = part.filter {
        axes.x.holds(x[$0]) && axes.y.holds(band.lower[$0]) && axes.y.holds(band.upper[$0])
      }
      guard let first = held.first, let lower = held.map({ band.lower[$0] }).min(),
        let upper = held.map({ band.upper[$0] }).max()
      else {
        rows.append([])
        continue
      }
      rows.append([x[first], lower, upper])
    }
    guard rows.contains(where: { !$0.isEmpty }) else {
      throw PlotError.noData(kind: "band", label: label, given: x.count)
    }
    let seen = rows.filter { !$0.isEmpty && (script.window.x?.contains($0[0]) ?? true) }
    script.observe(x: seen.map { $0[0] }, y: seen.flatMap { $0.dropFirst() })
    guard !script.isText else { return }
    let color = style.color ?? Colors.series(series)
    script.addClause(
      "\(script.addData(rows)) using 1:2:3 with filledcurves linecolor '\(color)' "
        + "fillstyle transparent solid 0.2 noborder")
  }

  public var table: Table {
    var table = Table(label: label)
    table["x"] = x
    table["y"] = y
    table["xerr"] = errors.x
    table["yerr"] = errors.y
    table["lower"] = band?.lower
    table["upper"] = band?.upper
    return table
  }
}
