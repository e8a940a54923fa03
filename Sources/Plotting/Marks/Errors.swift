/// How far the values of points may be off, drawn as bars.
public struct Errors: Sendable, Equatable {
  /// Half the length of the horizontal bars.
  public var x: [Double]?
  /// Half the length of the vertical bars.
  public var y: [Double]?

  public init(x: [Double]? = nil, y: [Double]? = nil) {
    self.x = x
    self.y = y
  }

  func check(_ count: Int, kind: String) throws {
    for (name, bars) in [("xerr", x), ("yerr", y)] {
      try requireCount(bars, name, count, kind: kind)
      if let negative = bars?.first(where: { $0 < 0 }) {
        throw PlotError.value(what: name, got: "\(negative)", expected: "numbers >= 0")
      }
    }
  }

  /// The bars of the points with these indices. On a logarithmic axis a bar that reaches 0 ends at its point.
  /// They are drawn before the points that they belong to, which then stand on them.
  func write(
    _ points: PlacedPoints, _ places: [Int], paint: String, to script: inout Script, axes: Axes
  ) {
    guard !script.isText else { return }
    // gnuplot's own error bars leave out what lies near their points; these are lines with a stroke across each end.
    let stroke = (5e4 * script.pointScale / Double(max(script.width, 100))).rounded() / 1e4
    let style =
      "with vectors heads size graph \(GnuplotText.number(stroke)),90 nofilled "
      + "linecolor '\(paint)' linewidth 1.2"
    func add(_ bars: [Double]?, _ columns: String, _ axis: Axis, along: [Double]) -> [Double] {
      guard let bars else { return [] }
      let rows = places.filter { $0 >= 0 && bars[$0].isFinite }.map { place -> [Double] in
        let (low, high) = (along[place] - bars[place], along[place] + bars[place])
        return [
          points.x[place], points.y[place], axis.holds(low) ? low : along[place],
          axis.holds(high) ? high : along[place],
        ]
      }
      let seen = rows.filter { $0[2] < $0[3] }
      guard !seen.isEmpty else { return [] }
      script.addClause("\(script.addData(seen)) using \(columns) \(style)")
      return seen.filter { script.shows(x: $0[0], y: $0[1]) }.flatMap { [$0[2], $0[3]] }
    }
    script.reach(x: add(x, "3:2:($4-$3):(0)", axes.x, along: points.x))
    script.reach(y: add(y, "1:3:(0):($4-$3)", axes.y, along: points.y))
  }
}
