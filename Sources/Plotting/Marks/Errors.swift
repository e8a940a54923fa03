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
  func write(
    _ points: PlacedPoints, _ places: [Int], paint: String, to script: inout Script, axes: Axes
  ) {
    guard !script.isText else { return }
    func add(_ bars: [Double]?, _ style: String, _ axis: Axis, along: [Double]) {
      guard let bars else { return }
      let rows = places.filter { $0 >= 0 && bars[$0].isFinite }.map { place -> [Double] in
        let (low, high) = (along[place] - bars[place], along[place] + bars[place])
        return [
          points.x[place], points.y[place], axis.holds(low) ? low : along[place],
          axis.holds(high) ? high : along[place],
        ]
      }
      guard !rows.isEmpty else { return }
      let data = script.addData(rows)
      script.addClause(
        "\(data) using 1:2:3:4 with \(style) pointtype 0 linecolor '\(paint)' linewidth 1.2")
    }
    add(x, "xerrorbars", axes.x, along: points.x)
    add(y, "yerrorbars", axes.y, along: points.y)
  }
}
