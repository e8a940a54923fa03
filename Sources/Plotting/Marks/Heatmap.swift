import Foundation

/// A grid of values, each a colored cell. Missing values stay white.
public struct Heatmap: Mark, Equatable {
  public var grid: Grid

  public init(_ grid: Grid) { self.grid = grid }

  public func write(to script: inout Script, axes: Axes) throws {
    script.requireTightAxes()
    let grid = grid.held(on: axes)
    guard grid.values.contains(where: \.isFinite) else {
      throw PlotError.noData(kind: "heatmap", label: "", given: self.grid.values.count)
    }
    script.observe(x: grid.x, y: grid.y)
    if grid.x.count > 1 { script.reach(x: Grid.edges(grid.x, logarithmic: axes.x.logarithmic)) }
    if grid.y.count > 1 { script.reach(y: Grid.edges(grid.y, logarithmic: axes.y.logarithmic)) }
    if script.isText { return writeCharacters(grid, to: &script, axes: axes) }
    script.requireColorBar(for: grid.values)
    let shown = grid.averaged(columns: max(script.width, 100), rows: max(script.height, 100))
    if shown.values.count < grid.values.count {
      script.addNote("a heat map of \(grid.values.count) values: means of neighbors are drawn")
    }
    // Cells end between pixels; a line covers what shines through there.
    script.requireFrame()
    let isFew = shown.values.count <= 2_500
    if !isFew, shown.isUniform, !axes.x.logarithmic, !axes.y.logarithmic {
      let data = script.addData(shown.rows)
      script.addClause("\(data) using 1:2:3 with image")
    } else {
      // An image has cells of one size only, and viewers may smooth a coarse one.
      let cells = grid.averaged(columns: 250, rows: 250).cells(on: axes).filter {
        $0.allSatisfy(\.isFinite)
      }
      let data = script.addData(cells)
      script.addClause(
        "\(data) using 1:2:3:4:5:6:7 with boxxyerror linecolor palette fillstyle solid noborder")
    }
  }

  /// One character, and more, wherever there is a place for one.
  private func writeCharacters(_ grid: Grid, to script: inout Script, axes: Axes) {
    let columns = samples(grid.x, axes.x, 2 * script.width)
    let rows = samples(grid.y, axes.y, 2 * script.height)
    script.addShades(
      rows.flatMap { row in
        columns.compactMap { column in
          let value = grid.values[row.cell * grid.x.count + column.cell]
          return value.isFinite ? [column.place, row.place, value] : nil
        }
      }, axis: axes.color)
  }

  /// Places along an axis from end to end, and the cells that they lie in.
  private func samples(_ coordinates: [Double], _ axis: Axis, _ count: Int) -> [(
    place: Double, cell: Int
  )] {
    let edges = Grid.edges(coordinates, logarithmic: axis.logarithmic).map(axis.place)
    let (low, high) = (edges[0], edges[edges.count - 1])
    var cell = 0
    return (0...count).map { step in
      let part = Double(step) / Double(count)
      let place = low * (1 - part) + high * part
      while cell < coordinates.count - 1, place > edges[cell + 1] { cell += 1 }
      return (axis.value(place), cell)
    }
  }

  public var table: Table { grid.table }
}
