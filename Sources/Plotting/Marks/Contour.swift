import Foundation

/// Lines of equal value of a grid, over the colored grid itself.
public struct Contour: Mark, Equatable {
  public var grid: Grid
  /// Increasing values at which lines are drawn; `nil` for about ten round numbers.
  public var levels: [Double]?
  /// Whether the values are shown as colors below the lines.
  public var filled: Bool

  public init(_ grid: Grid, levels: [Double]? = nil, filled: Bool = true) {
    self.grid = grid
    self.levels = levels
    self.filled = filled
  }

  public func write(to script: inout Script, axes: Axes) throws {
    guard grid.x.count > 1, grid.y.count > 1 else {
      throw PlotError.value(
        what: "contour", got: "\(grid.y.count) x \(grid.x.count)",
        expected: "a grid of at least 2 x 2 values")
    }
    let levels = try levels ?? automaticLevels(axes.color)
    try requireIncreasing(levels, what: "contour levels")
    // Lines among characters could not be told from the shades.
    if script.isText { return try Heatmap(grid).write(to: &script, axes: axes) }
    script.requireTightAxes()
    let drawn = grid.averaged(columns: 500, rows: 500)
    if drawn.values.count < grid.values.count {
      script.addNote("a contour of \(grid.values.count) values: means of neighbors are drawn")
    }
    let places = drawn.held(on: axes)
    guard let range = finiteRange(places.values) else {
      throw PlotError.noData(kind: "contour", label: "", given: grid.values.count)
    }
    script.observe(x: places.x, y: places.y)
    let lines = Isolines(places)
    if filled {
      script.requireColorBar(for: grid.values.lazy.filter(axes.color.holds))
      fill(lines, levels, axes.color.colorRange(of: range), to: &script, axes.color)
    } else {
      script.requireColorBar(for: levels.filter(axes.color.holds))
    }
    for level in levels {
      let rows = lines.rings(from: level).flatMap(lines.line)
      guard !rows.isEmpty else { continue }
      let color =
        filled
        ? "'#40FFFFFF' linewidth 0.8" : "palette cb \(GnuplotText.number(level)) linewidth 1.5"
      script.addClause("\(script.addData(rows)) using 1:2 with lines linecolor \(color)")
    }
  }

  /// Areas from the largest to the smallest, each over what it lies in: so nothing shows through between neighbors.
  private func fill(
    _ lines: Isolines, _ levels: [Double], _ range: ClosedRange<Double>, to script: inout Script,
    _ axis: Axis
  ) {
    let inner = levels.filter { $0 > range.lowerBound && $0 < range.upperBound }
    let ends = [range.lowerBound] + inner + [range.upperBound]
    func share(_ value: Double) -> Double {
      let (low, high) = (axis.place(range.lowerBound), axis.place(range.upperBound))
      return (axis.place(value) / 2 - low / 2) / (high / 2 - low / 2)
    }
    let middles = (0...inner.count).map { band in
      axis.value(axis.place(ends[band]) / 2 + axis.place(ends[band + 1]) / 2)
    }
    let colors = middles.map { axis.palette.color(at: share($0)) }
    // The color bar shows the same steps.
    let paints = middles.map { "palette cb \(GnuplotText.number($0))" }
    let scale = Double(script.width * script.height) / Double(lines.grid.values.count)
    var areas: [(size: Double, rank: Int, color: String, ring: Isolines.Ring)] = []
    for (band, level) in ([-Double.infinity] + inner).enumerated() {
      let rings = lines.rings(from: level)
      for ring in rings where rings.count < 100 || abs(ring.area) * scale > 1 {
        let within = ring.area > 0 ? paints[band] : band == 0 ? "'#FFFFFF'" : paints[band - 1]
        // Of equal areas the higher level lies within; of equal holes the lower one.
        areas.append(((abs(ring.area) * 1e6).rounded(), ring.area > 0 ? band : -band, within, ring))
      }
    }
    areas.sort { ($1.size, $0.rank) < ($0.size, $1.rank) }
    var rows: [[Double]] = []
    var color = ""
    func flush() {
      guard !rows.isEmpty else { return }
      script.addClause(
        "\(script.addData(rows)) using 1:2 with filledcurves closed linecolor \(color) "
          + "fillstyle solid noborder")
      rows = []
    }
    for area in areas {
      if area.color != color { flush() }
      color = area.color
      rows += lines.points(area.ring) + [[]]
    }
    flush()
    let stops = colors.indices.flatMap { band in
      [ends[band], ends[band + 1]].map { "\(share($0)) '\(colors[band])'" }
    }
    script.addCommand("set palette defined (\(stops.joined(separator: ", ")))")
  }

  public var table: Table { grid.table }

  /// Round numbers between the smallest and the largest value: multiples of 1, 2 or 5 times a power
  /// of ten, or, for logarithmic colors, equal ratios.
  ///
  /// - Throws: `PlotError.noData` if no value can be drawn.
  package func automaticLevels(_ axis: Axis) throws -> [Double] {
    let drawable = grid.values.filter(axis.holds)
    guard let lower = drawable.min(), let upper = drawable.max() else {
      throw PlotError.noData(kind: "contour", label: "", given: grid.values.count)
    }
    guard lower < upper else { return [] }
    if axis.logarithmic {
      let ends = (log10(lower), log10(upper))
      return (1...10).map { pow(10, ends.0 + (ends.1 - ends.0) * Double($0) / 11) }
    }
    let rough = (upper / 10 - lower / 10)
    let power = pow(10, log10(rough).rounded(.down))
    guard power > 0, power.isFinite else { return [] }
    // The one that comes nearest to ten.
    let step =
      [1, 2, 5, 10].map { $0 * power }.min {
        abs(log($0 / rough)) < abs(log($1 / rough))
      } ?? rough
    let first = (lower / step).rounded(.up)
    let last = (upper / step).rounded(.down)
    guard first.isFinite, last >= first, abs(last) < 1e9, abs(first) < 1e9 else { return [] }
    return (Int(first)...Int(last)).map { Double($0) * step }.filter { $0 > lower && $0 < upper }
  }
}
