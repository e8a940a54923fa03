import Plotting
import Testing

@Suite struct AxisTests {
  let line = Line(x: [1, 2], y: [1, 2])

  @Test(arguments: [1.0...1.0, -(.infinity)...1, 0...(.infinity)])
  func impossibleRangeIsAnError(range: ClosedRange<Double>) {
    #expect(throws: PlotError.self) { try Figure([line], x: Axis(range: range)).script() }
  }

  @Test func logarithmicRangeMustBePositive() {
    let axis = Axis(logarithmic: true, range: 0...10)
    let error = #expect(throws: PlotError.self) { try Figure([line], y: axis).script() }
    #expect(
      error?.description.contains("y axis: the ends of its range must be finite, positive") == true)
  }

  @Test func shortLogarithmicColorBarHasNumbers() throws {
    let marks = [Scatter(x: [1, 2], y: [1, 2], color: [2, 6])]
    let script = try Figure(marks, color: Axis(logarithmic: true)).script()
    #expect(script.contains("set cbtics (1, 2, 5, 10, 20, 50)"))
    let long = [Scatter(x: [1, 2], y: [1, 2], color: [1, 1e6])]
    #expect(try !Figure(long, color: Axis(logarithmic: true)).script().contains("set cbtics"))
  }
}
