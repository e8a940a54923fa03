import Foundation

/// Values on a rectangular grid: `values[i * x.count + j]` belongs to the point (`x[j]`, `y[i]`).
public struct Grid: Sendable, Equatable {
  public let values: [Double]
  /// Increasing coordinates of the columns.
  public let x: [Double]
  /// Increasing coordinates of the rows.
  public let y: [Double]

  /// - Throws: `PlotError` if the coordinates do not increase or the values do not fill the grid.
  public init(values: [Double], x: [Double], y: [Double]) throws {
    guard values.count == x.count * y.count, !values.isEmpty else {
      throw PlotError.gridShape(values: values.count, columns: x.count, rows: y.count)
    }
    try requireIncreasing(x, what: "x coordinates of a grid")
    try requireIncreasing(y, what: "y coordinates of a grid")
    self.values = values
    self.x = x
    self.y = y
  }

  /// A grid whose coordinates are 1, 2, 3, ….
  public init(values: [Double], rows: Int, columns: Int) throws {
    guard rows > 0, columns > 0, values.count / columns == rows, values.count % columns == 0 else {
      throw PlotError.gridShape(values: values.count, columns: columns, rows: rows)
    }
    try self.init(
      values: values, x: (1...columns).map(Double.init), y: (1...rows).map(Double.init))
  }

  /// Whether columns and rows are equally spaced, so that the grid can be drawn as an image.
  var isUniform: Bool { isUniform(x) && isUniform(y) }

  /// Rows of (x, y, value), with an empty row after each row of the grid.
  var rows: [[Double]] {
    y.enumerated().flatMap { i, y in
      x.enumerated().map { j, x in [x, y, values[i * self.x.count + j]] } + [[]]
    }
  }

  /// Rows of (x, y, left, right, bottom, top, value): cells that end halfway to their neighbors.
  /// Halfway is meant as the axes are laid out. A cell reaches below its next ones, which are drawn over it, so that no
  /// seam is between them.
  func cells(on axes: Axes) -> [[Double]] {
    let columns = Grid.edges(x, logarithmic: axes.x.logarithmic)
    let rows = Grid.edges(y, logarithmic: axes.y.logarithmic)
    func has(_ i: Int, _ j: Int) -> Bool {
      i < y.count && j < x.count && axes.color.holds(values[i * x.count + j])
    }
    return y.indices.flatMap { i in
      x.indices.map { j in
        let hasRight = has(i, j + 1)
        let hasTop = has(i + 1, j) && (!hasRight || has(i + 1, j + 1))
        return [
          x[j], y[i], columns[j], hasRight ? x[j + 1] : columns[j + 1], rows[i],
          hasTop ? y[i + 1] : rows[i + 1], values[i * x.count + j],
        ]
      }
    }
  }

  /// Means of neighbors, so that there are at most so many columns and rows. Values that are missing count for nothing.
  func averaged(columns: Int, rows: Int) -> Grid {
    let (across, up) = ((x.count + columns - 1) / columns, (y.count + rows - 1) / rows)
    guard across > 1 || up > 1 else { return self }
    func middles(_ values: [Double], _ step: Int) -> [Double] {
      stride(from: 0, to: values.count, by: step).map {
        values[$0] / 2 + values[min($0 + step, values.count) - 1] / 2
      }
    }
    let (newX, newY) = (middles(x, across), middles(y, up))
    var means: [Double] = []
    for i in newY.indices {
      for j in newX.indices {
        var (sum, count) = (0.0, 0)
        for row in i * up..<min((i + 1) * up, y.count) {
          for column in j * across..<min((j + 1) * across, x.count) {
            let value = values[row * x.count + column]
            guard value.isFinite else { continue }
            count += 1
            sum += (value - sum) / Double(count)
          }
        }
        means.append(count > 0 ? sum : .nan)
      }
    }
    return (try? Grid(values: means, x: newX, y: newY)) ?? self
  }

  /// What has a place on the axes; the rest is NaN, and rows and columns without a place are gone.
  func held(on axes: Axes) -> Grid {
    let (columns, rows) = (
      x.indices.filter { axes.x.holds(x[$0]) }, y.indices.filter { axes.y.holds(y[$0]) }
    )
    let held = rows.flatMap { i in
      columns.map { j -> Double in
        let value = values[i * x.count + j]
        return axes.color.holds(value) ? value : .nan
      }
    }
    return (try? Grid(values: held, x: columns.map { x[$0] }, y: rows.map { y[$0] })) ?? self
  }

  var table: Table {
    var table = Table()
    table["x"] = y.flatMap { _ in x }
    table["y"] = y.flatMap { y in x.map { _ in y } }
    table["value"] = values
    return table
  }

  private func isUniform(_ coordinates: [Double]) -> Bool {
    guard coordinates.count > 1 else { return false }
    let step = (coordinates[coordinates.count - 1] - coordinates[0]) / Double(coordinates.count - 1)
    return zip(coordinates, coordinates.dropFirst()).allSatisfy {
      abs($1 - $0 - step) <= 1e-6 * step
    }
  }

  /// Where cells begin and end, halfway to their neighbors.
  static func edges(_ coordinates: [Double], logarithmic: Bool) -> [Double] {
    if logarithmic {
      // Coordinates that are not positive have no cell: their edges stay NaN.
      return edges(coordinates.map { $0 > 0 ? log($0) : .nan }, logarithmic: false).map(exp)
    }
    guard coordinates.count > 1 else { return [coordinates[0] - 0.5, coordinates[0] + 0.5] }
    let inner = zip(coordinates, coordinates.dropFirst()).map { $0 / 2 + $1 / 2 }
    let last = coordinates.count - 1
    return [1.5 * coordinates[0] - 0.5 * coordinates[1]] + inner
      + [1.5 * coordinates[last] - 0.5 * coordinates[last - 1]]
  }
}

/// Throws unless the numbers are finite and increase.
func requireIncreasing(_ numbers: [Double], what: String) throws {
  for (index, number) in numbers.enumerated()
  where !number.isFinite || (index > 0 && number <= numbers[index - 1]) {
    throw PlotError.notIncreasing(what: what, index: index + 1)
  }
}
