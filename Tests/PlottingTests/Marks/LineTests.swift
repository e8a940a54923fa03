import Plotting
import Testing

@Suite struct LineTests {
  @Test func emptyIsAnError() {
    let error = #expect(throws: PlotError.self) { try Figure([Line(x: [], y: [])]).script() }
    #expect(error?.description == "nothing to plot: line has no data")
  }

  @Test func lengthsMustAgree() {
    let error = #expect(throws: PlotError.self) { try Figure([Line(x: [1], y: [1, 2])]).script() }
    #expect(error?.description == "line: x has 1 values, but y has 2; they must be equally many")
  }

  @Test func missingValuesLeaveAGap() throws {
    let line = Line(x: [0, 1, 2, 3, 4], y: [1, 1, .nan, 1, 1])
    let svg = String(
      decoding: try Gnuplot().run(Figure([line]).script(for: .svg)), as: UTF8.self)
    let path = try #require(svg.firstMatch(of: /stroke='rgb\(  0, 114, 178\)'\s+d='([^']*)'/))
    #expect(path.output.1.split(separator: "M").count == 2)
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity]) func nothingFiniteIsAnError(value: Double) {
    let line = Line(x: [0, 1], y: [value, value], label: "loss")
    let error = #expect(throws: PlotError.self) { try Figure([line]).script() }
    #expect(
      error?.description == "nothing to plot: none of the 2 values of line \"loss\" can be drawn "
        + "(NaN, infinite, beyond 1e+305, or not positive on a logarithmic axis)")
  }

  @Test func logarithmicAxisLeavesOutWhatIsNotPositive() throws {
    let axis = Axis(logarithmic: true)
    let line = Line(x: [1, 2, 3], y: [10, 0, 100])
    #expect(try Figure([line], y: axis).script().contains("1 10\nNaN NaN\n3 100\n"))
    let negative = Line(x: [1, 2], y: [-1, 0])
    #expect(throws: PlotError.self) { try Figure([negative], y: axis).script() }
  }

  @Test func singlePointIsVisible() throws {
    #expect(try Figure([Line(x: [1], y: [1])]).script().contains("with linespoints"))
  }
}
