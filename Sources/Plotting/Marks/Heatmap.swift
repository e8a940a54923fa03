/// A grid of values, each a colored cell. Missing values stay white.
public struct Heatmap: Mark, Equatable {
  public var grid: Grid

  public init(_ grid: Grid) { self.grid = grid }

  public func write(to script: inout Script, axes: Axes) throws {
    script.requireTightAxes()
    let cells = grid.cells(on: axes).filter { cell in
      cell.dropLast().allSatisfy(\.isFinite) && axes.color.holds(cell[6])
    }
    guard !cells.isEmpty else {
      throw PlotError.noData(kind: "heatmap", label: "", given: grid.values.count)
    }
    if script.isText {
      script.addShades(cells.map { [$0[0], $0[1], $0[6]] }, axis: axes.color)
      return
    }
    script.requireColorBar(for: cells.map { $0[6] })
    if grid.isUniform && !axes.x.logarithmic && !axes.y.logarithmic {
      let data = script.addData(grid.rows)
      script.addClause("\(data) using 1:2:3 with image")
    } else {
      // An image has cells of one size only.
      let data = script.addData(cells)
      script.addClause(
        "\(data) using 1:2:3:4:5:6:7 with boxxyerror linecolor palette fillstyle solid noborder")
    }
  }
}
