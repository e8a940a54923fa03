import Plotting
import Testing

@Suite struct GridTests {
  @Test(arguments: [
    (5, 2, 3), (6, 0, 3), (0, 0, 0), (6, -2, -3), (6, 3, 3), (7, 2, 3), (6, .max, 2),
  ]) func valuesMustFillTheGrid(count: Int, rows: Int, columns: Int) {
    let values = [Double](repeating: 1, count: count)
    #expect(throws: PlotError.gridShape(values: count, columns: columns, rows: rows)) {
      try Grid(values: values, rows: rows, columns: columns)
    }
  }

  @Test(arguments: [[1.0, 1], [2, 1], [1, .nan], [.nan, 1], [1, .infinity]])
  func coordinatesMustIncrease(coordinates: [Double]) {
    #expect(throws: PlotError.self) { try Grid(values: [1, 2], x: coordinates, y: [1]) }
    #expect(throws: PlotError.self) { try Grid(values: [1, 2], x: [1], y: coordinates) }
  }
}
