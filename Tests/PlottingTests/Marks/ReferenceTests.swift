import Plotting
import Testing

@Suite struct ReferenceTests {
  let line = Line(x: [1, 2], y: [1, 3])

  @Test func linesAreDrawnWhereTheyBelong() throws {
    let marks: [any Mark] = [
      line, Reference(.horizontal(2.5), label: "limit"), Reference(.vertical(1.5), label: "here"),
      Reference(.diagonal),
    ]
    let script = try Figure(marks).script()
    #expect(script.contains("2.5 with lines") && script.contains("x with lines"))
    #expect(script.contains("set arrow from first 1.5, graph 0 to first 1.5, graph 1 nohead"))
    let svg = String(decoding: try Gnuplot().run(Figure(marks).script(for: .svg)), as: UTF8.self)
    #expect(svg.contains(">limit</text>") && svg.contains(">here</text>"))
  }

  @Test func placesMustBeOnTheAxis() {
    for place in [Reference.Place.horizontal(-1), .vertical(0), .horizontal(.nan)] {
      let axis = Axis(logarithmic: true)
      #expect(throws: PlotError.self) {
        try Figure([line, Reference(place)], x: axis, y: axis).script()
      }
    }
  }
}
