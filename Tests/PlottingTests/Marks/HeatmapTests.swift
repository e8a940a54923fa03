import Plotting
import TestSupport
import Testing

@Suite struct HeatmapTests {
  @Test func uniformGridIsAnImage() throws {
    let script = try Figure([Heatmap(Grid(values: [1, 2, .nan, 4], rows: 2, columns: 2))]).script()
    #expect(script.contains("1 1 1\n2 1 2\n\n1 2 NaN\n2 2 4\n"))
    #expect(script.contains("with image"))
  }

  @Test func unequalCellsEndHalfway() throws {
    let grid = try Grid(values: [1, 2, 3], x: [0, 1, 3], y: [0])
    let script = try Figure([Heatmap(grid)]).script()
    #expect(script.contains("0 0 -0.5 0.5 -0.5 0.5 1\n1 0 0.5 2 -0.5 0.5 2\n3 0 2 4 -0.5 0.5 3\n"))
  }

  @Test func logarithmicAxisHasCellsOfEqualRatio() throws {
    let grid = try Grid(values: [1, 2, 3], x: [1, 100, 10000], y: [0])
    let script = try Figure([Heatmap(grid)], x: Axis(logarithmic: true)).script()
    let row = try #require(script.components(separatedBy: "\n").first { $0.hasPrefix("100 ") })
    let numbers = row.split(separator: " ").compactMap { Double($0) }
    expectClose(numbers[2...3], [10, 1000], absolute: 1e-9)
  }

  @Test func nothingToColorIsAnError() throws {
    let grid = try Grid(values: [-1, .nan], rows: 1, columns: 2)
    #expect(throws: PlotError.self) {
      try Figure([Heatmap(grid)], color: Axis(logarithmic: true)).script()
    }
  }

  @Test func charactersShowTheValues() throws {
    let grid = try Grid(values: [0, 1, 2, 3], rows: 2, columns: 2)
    let text = try Figure([Heatmap(grid)]).shown(on: Display())
    #expect(text.contains("@") && text.contains("."))
  }
}
