/// Points (x, y), in one color, or colored by a value that the color bar explains.
public struct Scatter: Mark, Equatable {
  public var x: [Double]
  public var y: [Double]
  /// One value a point that decides its color; `nil` for the color of the series.
  public var color: [Double]?
  /// Name in the legend; empty for no entry.
  public var label: String

  public init(x: [Double], y: [Double], color: [Double]? = nil, label: String = "") {
    self.x = x
    self.y = y
    self.color = color
    self.label = label
  }

  /// One scatter a group, in order of first appearance, named after it.
  ///
  /// - Throws: `PlotError.lengthMismatch` if there is not one group name and one color a point.
  public static func groups(
    x: [Double], y: [Double], names: [String], color: [Double]? = nil
  ) throws -> [Scatter] {
    let columns = [
      ("y", y.count), ("groups", names.count), ("color", color?.count ?? x.count),
    ]
    for (what, count) in columns where count != x.count {
      throw PlotError.lengthMismatch(
        kind: "scatter", first: "x", firstCount: x.count, second: what, secondCount: count)
    }
    var order: [String] = []
    var members: [String: [Int]] = [:]
    for (index, name) in names.enumerated() {
      if members[name] == nil { order.append(name) }
      members[name, default: []].append(index)
    }
    return order.map { name in
      let indices = members[name] ?? []
      return Scatter(
        x: indices.map { x[$0] }, y: indices.map { y[$0] },
        color: color.map { color in indices.map { color[$0] } }, label: name)
    }
  }

  public func write(to script: inout Script, axes: Axes) throws {
    var rows = try points2D(kind: "scatter", label: label, x: x, y: y, axes: axes)
    let series = script.nextSeries()
    let point = script.isText ? Shades.quotedCharacter(of: series) : "\(Colors.pointType(series))"
    let shape = "with points pointtype \(point) pointsize \(pointSize)"
    if let color {
      guard color.count == x.count else {
        throw PlotError.lengthMismatch(
          kind: "scatter", first: "x", firstCount: x.count,
          second: "color", secondCount: color.count)
      }
      rows = zip(rows, color).filter { $0[0].isFinite && axes.color.holds($1) }.map { $0 + [$1] }
      guard !rows.isEmpty else {
        throw PlotError.noData(kind: "scatter color", label: label, given: color.count)
      }
      if script.isText {
        script.addShades(rows, axis: axes.color, label: label)
        return
      }
      script.requireColorBar(for: rows.map { $0[2] })
      let data = script.addData(rows)
      script.addClause("\(data) using 1:2:3 \(shape) linecolor palette", label: label)
    } else {
      let data = script.addData(rows.filter { $0[0].isFinite })
      script.addClause(
        "\(data) using 1:2 \(shape) linecolor '\(Colors.series(series))'", label: label)
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
}
