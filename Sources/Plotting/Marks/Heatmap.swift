/// A grid of values, each a colored cell. Missing values stay white.
public struct Heatmap: Mark, Equatable {
  public var grid: Grid

  public init(_ grid: Grid) { self.grid = grid }

  public func write(to script: inout Script, axes: Axes) throws {
    guard grid.values.contains(where: axes.color.holds) else {
      throw PlotError.noData(kind: "heatmap", label: "", given: grid.values.count)
    }
    script.requireColorBar()
    if grid.isUniform && !axes.x.logarithmic && !axes.y.logarithmic {
      let data = script.addData(grid.rows)
      script.addClause("\(data) using 1:2:3 with image")
    } else {
      // An image has cells of one size only.
      let cells = grid.cells.filter { axes.x.holds($0[2]) && axes.y.holds($0[4]) }
      let drawable = cells.filter { axes.color.holds($0[6]) }
      guard !drawable.isEmpty else {
        throw PlotError.noData(kind: "heatmap", label: "", given: grid.values.count)
      }
      let data = script.addData(drawable)
      script.addClause(
        "\(data) using 1:2:3:4:5:6:7 with boxxyerror linecolor palette fillstyle solid noborder")
    }
  }
}
