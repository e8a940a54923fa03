/// A grid of values as heights, colored by them.
public struct Surface: Mark, Equatable {
  public var grid: Grid
  /// Degrees by which the picture is tilted towards the reader, and turned.
  public var tilt: Double
  public var turn: Double

  public init(_ grid: Grid, tilt: Double = 60, turn: Double = 30) {
    self.grid = grid
    self.tilt = tilt
    self.turn = turn
  }

  public func write(to script: inout Script, axes: Axes) throws {
    guard grid.x.count > 1, grid.y.count > 1 else {
      throw PlotError.value(
        what: "surface", got: "\(grid.y.count) x \(grid.x.count)",
        expected: "a grid of at least 2 x 2 values")
    }
    for (what, angle, range) in [("tilt", tilt, 0.0...180.0), ("turn", turn, 0...360)]
    where !range.contains(angle) {
      throw PlotError.value(
        what: what, got: GnuplotText.number(angle),
        expected: "\(range.lowerBound) to \(range.upperBound) degrees")
    }
    let held = grid.averaged(columns: 80, rows: 80).held(on: axes)
    guard held.values.contains(where: \.isFinite) else {
      throw PlotError.noData(kind: "surface", label: "", given: grid.values.count)
    }
    if held.values.count < grid.values.count {
      script.addNote("a surface of \(grid.values.count) values: means of neighbors are drawn")
    }
    script.requireSpace(heights: finiteRange(held.values))
    script.observe(x: held.x, y: held.y)
    script.addCommand("set view \(GnuplotText.number(tilt)),\(GnuplotText.number(turn))")
    script.addCommand("set xyplane relative 0.05")
    if !axes.x.logarithmic && !axes.y.logarithmic {
      script.addCommand("set autoscale xfix; set autoscale yfix")
    }
    let data = script.addData(held.rows)
    if script.isText {
      script.addCommand("set hidden3d")
      script.addClause("\(data) using 1:2:3 with lines")
      return
    }
    script.requireColorBar(for: held.values)
    // Fine lines around the cells: between cells without any the paper would shine through.
    script.addCommand("set pm3d depthorder border linecolor '#50000000' linewidth 0.4")
    script.addClause("\(data) using 1:2:3 with pm3d")
  }

  public var table: Table { grid.table }
}
