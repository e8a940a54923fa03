import Plotting
import TestSupport
import Testing

@Suite struct ContourTests {
  /// x² + y² on [-2, 2]².
  func bowl() throws -> Grid {
    let axis = (0..<21).map { Double($0) / 5 - 2 }
    return try Grid(values: axis.flatMap { y in axis.map { x in x * x + y * y } }, x: axis, y: axis)
  }

  @Test func givenLevelsAreDrawn() throws {
    for filled in [true, false] {
      let figure = Figure([Contour(try bowl(), levels: [1, 2, 4], filled: filled)])
      #expect(try figure.script().contains("levels discrete 1, 2, 4"))
      #expect(try Gnuplot().run(figure.script(for: .svg)).count > 1000)
    }
  }

  @Test func automaticLevelsAreRoundAndInside() throws {
    let levels = try Contour(bowl()).automaticLevels(Axis())
    #expect(levels == [1, 2, 3, 4, 5, 6, 7])
    let ratios = try Contour(Grid(values: [1, 1, 1e11, 1e11], rows: 2, columns: 2))
      .automaticLevels(Axis(logarithmic: true))
    #expect(ratios.count == 10)
    expectClose(ratios.dropFirst(), ratios.dropLast().map { 10 * $0 }, relative: 1e-10)
  }

  @Test func extremeValuesDoNotTrap() throws {
    for values in [
      [0, .leastNonzeroMagnitude, 0, 0], [1e300, -1e308, 1e308, 0],
      [1e15, 1e15 + 0.125, 1e15, 1e15],
    ] {
      let grid = try Grid(values: values, rows: 2, columns: 2)
      let levels = try Contour(grid).automaticLevels(Axis())
      #expect(levels.allSatisfy { $0.isFinite })
    }
  }

  @Test func constantGridHasNoLines() throws {
    let grid = try Grid(values: [3, 3, 3, 3], rows: 2, columns: 2)
    #expect(try !Figure([Contour(grid)]).script().contains("cntrparam"))
  }

  @Test func smallGridAndUnorderedLevelsAreErrors() throws {
    let row = try Grid(values: [1, 2], rows: 1, columns: 2)
    #expect(throws: PlotError.self) { try Figure([Contour(row)]).script() }
    let grid = try bowl()
    #expect(throws: PlotError.notIncreasing(what: "contour levels", index: 2)) {
      try Figure([Contour(grid, levels: [2, 1])]).script()
    }
  }
}
