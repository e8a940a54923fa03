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
    if filled || script.isText { try Heatmap(grid).write(to: &script, axes: axes) }
    // Lines among characters could not be told from the shades.
    guard !levels.isEmpty, !script.isText else { return }
    script.requireTightAxes()
    let data = script.addData(grid.rows)
    let table = script.addTableName()
    let list = levels.map(GnuplotText.number).joined(separator: ", ")
    for command in [
      "set contour base", "unset surface", "set cntrparam levels discrete \(list)",
      "set table \(table)", "splot \(data) using 1:2:3 with lines nosurface", "unset table",
      "unset contour", "set surface",
    ] { script.addCommand(command) }
    if filled {
      script.addClause("\(table) using 1:2 with lines linecolor '#FFFFFF' linewidth 0.8")
    } else {
      script.requireColorBar(for: levels.filter(axes.color.holds))
      script.addClause("\(table) using 1:2:3 with lines linecolor palette linewidth 1.5")
    }
  }

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
    let step = [1, 2, 5, 10].map { $0 * power }.first { $0 >= rough * 0.999 } ?? rough
    let first = (lower / step).rounded(.up)
    let last = (upper / step).rounded(.down)
    guard first.isFinite, last >= first, abs(last) < 1e9, abs(first) < 1e9 else { return [] }
    return (Int(first)...Int(last)).map { Double($0) * step }.filter { $0 > lower && $0 < upper }
  }
}
