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
      let script = try figure.script()
      #expect(filled || [1, 2, 4].allSatisfy { script.contains("linecolor palette cb \($0) ") })
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

  @Test(arguments: [-0.9...1.27, 0...1, 0...3.1, -5...45, 1...1.004])
  func automaticLevelsAreAboutTen(range: ClosedRange<Double>) throws {
    let values = [range.lowerBound, range.lowerBound, range.upperBound, range.upperBound]
    let levels = try Contour(Grid(values: values, rows: 2, columns: 2)).automaticLevels(Axis())
    #expect((6...16).contains(levels.count), "\(levels)")
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
    #expect(try !Figure([Contour(grid)]).script().contains("with lines"))
    _ = try Gnuplot().run(Figure([Contour(grid)]).script(for: .svg))
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

extension ContourTests {
  /// What a filled contour draws, in order: the area of each closed line by the shoelace formula, and its color.
  private func areas(_ grid: Grid, levels: [Double]) throws -> [(area: Double, color: String)] {
    let script = try Figure([Contour(grid, levels: levels)]).script()
    let clauses = script.matches(
      of: /(\$data\d+) using 1:2 with filledcurves closed linecolor (.+?) fill/)
    return try clauses.flatMap { clause -> [(Double, String)] in
      let start = try #require(script.range(of: "\(clause.output.1) << EOD\n"))
      let end = try #require(script[start.upperBound...].range(of: "EOD"))
      return script[start.upperBound..<end.lowerBound].components(separatedBy: "\n\n").compactMap {
        let points = $0.split(separator: "\n").map {
          $0.split(separator: " ").compactMap { Double($0) }
        }
        guard points.count > 2 else { return nil }
        let sum = zip(points, points.dropFirst()).reduce(0) {
          $0 + ($1.0[0] * $1.1[1] - $1.1[0] * $1.0[1]) / 2
        }
        return (sum, String(clause.output.2))
      }
    }
  }

  @Test func areasAreThoseOfTheLevels() throws {
    let drawn = try areas(bowl(), levels: [1, 2, 3])
    // The square, and where the bowl is at least as high: all but a disc.
    let holes = drawn.filter { $0.area < 0 }.map(\.area)
    expectClose([drawn[0].area], [16], absolute: 1e-9)
    expectClose(holes, [-3 * Double.pi, -2 * .pi, -.pi], relative: 0.02)
    #expect(drawn.map { abs($0.area) } == drawn.map { abs($0.area) }.sorted(by: >))
  }

  @Test func placesWithoutAValueStayWhite() throws {
    let values = (0..<49).map { $0 == 24 ? Double.nan : Double($0 % 7) }
    let drawn = try areas(Grid(values: values, rows: 7, columns: 7), levels: [1, 2, 3, 4, 5])
    let last = try #require(drawn.last)
    #expect(last.color == "'#FFFFFF'" && last.area < 0)
    expectClose([last.area], [-2], absolute: 1e-9)
  }

  @Test func noiseIsDrawn() throws {
    let values = (0..<10_000).map { (n: Int) -> Double in Double((n * 7919 + n * n * 31) % 997) }
    let grid = try Grid(values: values, rows: 100, columns: 100)
    let picture = try Gnuplot().run(Figure([Contour(grid)]).script(for: .svg))
    #expect(picture.count < 10_000_000)
  }
}
