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
    #expect(script.contains("set cbtics (2, 3, 4, 5, 6)"))
    let wide = [Scatter(x: [1, 2], y: [1, 2], color: [1, 60])]
    #expect(
      try Figure(wide, color: Axis(logarithmic: true)).script()
        .contains("set cbtics (1, 2, 5, 10, 20, 50)"))
    let long = [Scatter(x: [1, 2], y: [1, 2], color: [1, 1e6])]
    #expect(try !Figure(long, color: Axis(logarithmic: true)).script().contains("set cbtics"))
  }

  @Test(arguments: [
    ([2.1, 2.5, 3.9], "set yrange [2:4]\nset ytics (2, 2.5, 3, 3.5, 4)"),
    ([2.1, 2.2, 2.3], "set yrange [2.1:2.3]\nset ytics (2.1, 2.15, 2.2, 2.25, 2.3)"),
    ([0.011, 0.08], "set yrange [0.01:0.08]\nset ytics (0.01, 0.02, 0.03, 0.04"),
  ]) func logarithmicAxisWithinADecade(values: [Double], commands: String) throws {
    let line = Line(x: values.indices.map { Double($0) }, y: values)
    let script = try Figure([line], y: Axis(logarithmic: true)).script()
    #expect(script.contains(commands), "\(script)")
  }

  @Test func decadesHaveRoom() throws {
    let line = Line(x: [1, 2], y: [1e-12, 1e12])
    let figure = Figure([line], y: Axis(logarithmic: true), width: 321, height: 160)
    #expect(try figure.script().contains("set ytics 10000\n"))
  }

  @Test func pointsOutsideOfTheOtherAxisDoNotCount() throws {
    let line = Line(x: [0, 1, 1000], y: [1, 3, 1e6])
    let script = try Figure([line], x: Axis(range: 0...2), width: 321, height: 160).script()
    #expect(script.contains("set ytics 1\n"))
  }

  @Test func labelsOfColorBarsStandBesideTheNumbers() throws {
    let grid = try Grid(values: [0.0021, 0.003, 0.004, 0.0062], rows: 2, columns: 2)
    let color = Axis("loss", logarithmic: true)
    for mark in [Heatmap(grid), Contour(grid), Surface(grid)] as [any Mark] {
      let picture = try Picture(Figure([mark], color: color))
      let label = try #require(picture.texts.filter { $0.text == "loss" }.max { $0.x < $1.x })
      let numbers = picture.numbers(anchor: "start").filter { abs($0.y - label.y) < 300 }
      let ends = numbers.map { $0.x + 8 * Double($0.text.count) }.max() ?? 0
      // Turned letters stand at the left of their line.
      #expect(label.x - 11 > ends && label.x < 795, "\(type(of: mark))")
    }
  }
}
