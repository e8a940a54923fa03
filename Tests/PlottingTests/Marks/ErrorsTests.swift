import Plotting
import Testing

@Suite struct ErrorsTests {
  @Test func barsReachToBothSides() throws {
    var scatter = Scatter(x: [1, 2], y: [10, 20])
    scatter.errors = Errors(x: [0.5, .nan], y: [1, 2])
    let script = try Figure([scatter]).script()
    #expect(script.contains("1 10 0.5 1.5\nEOD") && script.contains("with xerrorbars"))
    #expect(script.contains("1 10 9 11\n2 20 18 22\nEOD") && script.contains("with yerrorbars"))
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
