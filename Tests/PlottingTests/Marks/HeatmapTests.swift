import Plotting
import TestSupport
import Testing

@Suite struct HeatmapTests {
  @Test func fewCellsAreBoxesManyAnImage() throws {
    let small = try Figure([Heatmap(Grid(values: [1, 2, .nan, 4], rows: 2, columns: 2))]).script()
    // Below its neighbor at the right, and as far as it goes where there is none.
    #expect(small.contains("1 1 0.5 2 0.5 1.5 1\n2 1 1.5 2.5 0.5 2 2\n2 2 1.5 2.5 1.5 2.5 4\n"))
    #expect(small.contains("with boxxyerror") && small.contains("set cbrange [1:4]"))
    let values = (0..<10_000).map { Double($0 % 97) }
    let large = try Figure([Heatmap(Grid(values: values, rows: 100, columns: 100))]).script()
    #expect(large.contains("with image") && large.contains("set cbrange [0:96]"))
  }

  @Test func imagesOfManyValuesAreMeans() throws {
    let values = (0..<4_000_000).map { Double($0 % 2) }
    let script = try Figure([Heatmap(Grid(values: values, rows: 1000, columns: 4000))]).script()
    #expect(script.contains("# a heat map of 4000000 values: means of neighbors are drawn"))
    #expect(script.utf8.count < 12_000_000)
    // The colors are those of the data.
    #expect(script.contains("set cbrange [0:1]"))
  }

  @Test func unequalCellsEndHalfway() throws {
    let grid = try Grid(values: [1, 2, 3], x: [0, 1, 3], y: [0])
    let script = try Figure([Heatmap(grid)]).script()
    #expect(script.contains("0 0 -0.5 1 -0.5 0.5 1\n1 0 0.5 3 -0.5 0.5 2\n3 0 2 4 -0.5 0.5 3\n"))
  }

  @Test func logarithmicAxisHasCellsOfEqualRatio() throws {
    let grid = try Grid(values: [1, 2, 3], x: [1, 100, 10000], y: [0])
    let script = try Figure([Heatmap(grid)], x: Axis(logarithmic: true)).script()
    let row = try #require(script.components(separatedBy: "\n").first { $0.hasPrefix("100 ") })
    let numbers = row.split(separator: " ").compactMap { Double($0) }
    expectClose(numbers[2...2], [10], absolute: 1e-9)
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

  @Test func edgesHaveALine() throws {
    let script = try Figure([Heatmap(Grid(values: [1, 2, 3, 4], rows: 2, columns: 2))]).script()
    #expect(script.contains("set border 15 "))
  }
}
