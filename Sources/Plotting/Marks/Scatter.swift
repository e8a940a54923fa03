/// Points (x, y), in one color, or colored by a value that the color bar explains.
public struct Scatter: Mark, Equatable {
  public var x: [Double]
  public var y: [Double]
  /// One value a point that decides its color; `nil` for the color of the series.
  public var color: [Double]?
  /// Name in the legend; empty for no entry.
  public var label: String
  public var style: Style
  public var errors = Errors()

  public init(
    x: [Double], y: [Double], color: [Double]? = nil, label: String = "", style: Style = Style()
  ) {
    self.x = x
    self.y = y
    self.color = color
    self.label = label
    self.style = style
  }

  /// One scatter a group, named after it.
  ///
  /// - Parameter order: of the names; that of first appearance for nil.
  /// - Throws: `PlotError.lengthMismatch` if there is not one group name and one color a point.
  public static func groups(
    x: [Double], y: [Double], names: [String], color: [Double]? = nil, order: [String]? = nil
  ) throws -> [Scatter] {
    let columns = [
      ("y", y.count), ("groups", names.count), ("color", color?.count ?? x.count),
    ]
    for (what, count) in columns where count != x.count {
      throw PlotError.lengthMismatch(
        kind: "scatter", first: "x", firstCount: x.count, second: what, secondCount: count)
    }
    var found: [String] = []
    var members: [String: [Int]] = [:]
    for (index, name) in names.enumerated() {
      if members[name] == nil { found.append(name) }
      members[name, default: []].append(index)
    }
    if let order, let missing = found.first(where: { !order.contains($0) }) {
      throw PlotError.value(
        what: "order of the groups", got: order.joined(separator: ", "),
        expected: "all groups, but \"\(missing)\" is missing")
    }
    return (order?.filter { members[$0] != nil } ?? found).map { name in
      let indices = members[name] ?? []
      return Scatter(
        x: indices.map { x[$0] }, y: indices.map { y[$0] },
        color: color.map { color in indices.map { color[$0] } }, label: name)
    }
  }

  public func write(to script: inout Script, axes: Axes) throws {
    var all = try PlacedPoints(kind: "scatter", label: label, x: x, y: y, axes: axes)
    try errors.check(x.count, kind: "scatter")
    if let color {
      try requireCount(color, "color", x.count, kind: "scatter")
      for place in color.indices where !axes.color.holds(color[place]) {
        (all.x[place], all.y[place]) = (.nan, .nan)
      }
      guard all.x.contains(where: \.isFinite) else {
        throw PlotError.noData(kind: "scatter color", label: label, given: color.count)
      }
    }
    script.observe(points: all)
    let series = script.nextSeries()
    let shown = script.thinning.points(x: all.x, y: all.y, axes: axes, topmost: color != nil)
    let places = shown?.map(\.place) ?? all.places
    if shown != nil {
      let name = label.isEmpty ? "a scatter" : "scatter '\(label)'"
      script.addNote(
        "\(name) of \(x.count) points, of which \(places.count) are drawn: one in each cell of pixels"
      )
    }
    let point =
      script.isText ? Shades.quotedCharacter(of: series) : "\(style.pointType(series))"
    let shape =
      "with points pointtype \(point) pointsize \(GnuplotText.rounded(pointSize * style.size * script.pointScale))"
    errors.write(all, places, paint: style.paint(series), to: &script, axes: axes)
    if let color {
      if script.isText {
        script.addShades(
          places.map { [all.x[$0], all.y[$0], color[$0]] }, axis: axes.color, label: label)
        return
      }
      script.requireColorBar(for: all.places.lazy.map { color[$0] })
      let data = script.addData(places.map { [all.x[$0], all.y[$0], color[$0]] })
      script.addClause("\(data) using 1:2:3 \(shape) linecolor palette", label: label)
    } else if style.alpha < 1, let shown, !script.isText {
      // What stands for several points lets through as little as they do together.
      let base = Int((style.color ?? Colors.series(series)).dropFirst(), radix: 16) ?? 0
      func seen(_ count: Int) -> Double {
        let through = Darkness.through(alpha: style.alpha, count: count)
        return Double(Int((through * 255).rounded()) << 24 | base)
      }
      let data = script.addData(shown.map { [all.x[$0.place], all.y[$0.place], seen($0.count)] })
      script.addClause("\(data) using 1:2:3 \(shape) linecolor rgb variable", label: label)
    } else {
      let data = script.addData(all.rows(places))
      script.addClause(
        "\(data) using 1:2 \(shape) linecolor '\(style.paint(series))'", label: label)
    }
  }

  /// Many points are drawn smaller, so that they stay apart.
  private var pointSize: Double {
    switch x.count {
    case ..<200: 0.9
    case ..<2000: 0.6
    default: 0.3
    }
  }

  public var table: Table {
    var table = Table(label: label)
    table["x"] = x
    table["y"] = y
    table["value"] = color
    table["xerr"] = errors.x
    table["yerr"] = errors.y
    return table
  }
}

/// How much several transparent points let through together.
private enum Darkness {
  static func through(alpha: Double, count: Int) -> Double {
    var through = 1.0
    for _ in 0..<min(count, 200) { through *= 1 - alpha }
    return count > 200 ? 0 : through
  }
}
