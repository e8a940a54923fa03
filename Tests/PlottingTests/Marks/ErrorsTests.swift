import Plotting
import Testing

@Suite struct ErrorsTests {
  @Test func barsReachToBothSides() throws {
    var scatter = Scatter(x: [1, 2], y: [10, 20])
    scatter.errors = Errors(x: [0.5, .nan], y: [1, 2])
    let script = try Figure([scatter]).script()
    #expect(script.contains("1 10 0.5 1.5\nEOD") && script.contains("3:2:($4-$3):(0) with vectors"))
    #expect(
      script.contains("1 10 9 11\n2 20 18 22\nEOD")
        && script.contains("1:3:(0):($4-$3) with vectors"))
  }

  @Test func pointsStandOnTheirBars() throws {
    var line = Line(x: [1, 2, 3], y: [1, 4, 9], label: "m", points: true)
    line.errors.y = [1, 2, 3]
    var scatter = Scatter(x: [1, 2], y: [10, 20])
    scatter.errors.y = [0.01, 0.01]
    for mark in [line, scatter] as [any Mark] {
      let script = try Figure([mark]).script()
      // gnuplot's own bars leave paper around the places of their points.
      #expect(!script.contains("errorbars") && !script.contains("pointtype 0"))
      let bars = try #require(script.range(of: "with vectors"))
      #expect(script[bars.upperBound...].contains("pointtype 7"))
    }
  }

  @Test func axesReachOverBars() throws {
    var line = Line(x: [1, 2], y: [10, 10.000_001])
    #expect(try Figure([line]).script().contains("set format y '%.7f'"))
    line.errors.y = [1, 1_000]
    #expect(try Figure([line]).script().contains("set format y '%h'"))
  }

  @Test func onALogarithmicAxisBarsDoNotReachZero() throws {
    var line = Line(x: [1], y: [10])
    line.errors.y = [15]
    #expect(try Figure([line], y: Axis(logarithmic: true)).script().contains("1 10 10 25\n"))
  }

  @Test func barsMustFit() {
    var line = Line(x: [1, 2], y: [1, 2])
    for bars in [[1.0], [1, -1]] {
      line.errors.y = bars
      #expect(throws: PlotError.self) { try Figure([line]).script() }
    }
    line.errors.y = nil
    line.band = .init(lower: [0], upper: [1, 2])
    #expect(throws: PlotError.self) { try Figure([line]).script() }
  }

  @Test func bandsAreFilled() throws {
    var line = Line(x: [1, 2, 3], y: [1, 2, 3])
    line.band = .init(lower: [0, 1, .nan], upper: [2, 3, 4])
    #expect(try Figure([line]).script().contains("1 0 2\n2 1 3\n\nEOD"))
  }
}
