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
    #expect(script.contains("set arrow from graph 0, first 2.5 to graph 1, first 2.5 nohead"))
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

  /// The ends of the line on which x and y are equal, in data.
  private func diagonal(_ figure: Figure) throws -> ClosedRange<Double> {
    let script = try figure.script()
    let name = try #require(
      script.firstMatch(of: /(\$data\d+) using 1:2 with lines .*? noautoscale/)
    )
    .output.1
    let start = try #require(script.range(of: "\(name) << EOD\n"))
    let rows = script[start.upperBound...].prefix { $0 != "E" }.split(separator: "\n")
      .map { $0.split(separator: " ").compactMap { Double($0) } }
    #expect(rows.allSatisfy { $0[0] == $0[1] })
    let places = rows.map { $0[0] }
    return try #require(places.min())...(try #require(places.max()))
  }

  @Test func diagonalReachesTheEndsOfTheAxes() throws {
    let marks: [any Mark] = [Line(x: [3, 31], y: [0.3, 27]), Reference(.diagonal)]
    let linear = try diagonal(Figure(marks))
    #expect(linear.lowerBound < 0 && linear.upperBound > 40)
    let axis = Axis(logarithmic: true)
    for figure in [Figure(marks, x: axis, y: axis), Figure(marks, x: axis)] {
      let ends = try diagonal(figure)
      #expect(ends.lowerBound < 1 && ends.upperBound > 100)
      _ = try Gnuplot().run(figure.script(for: .svg))
    }
    let given = Figure(marks, x: Axis(range: -100...100))
    #expect(try diagonal(given).upperBound > 100)
  }

  @Test func thoseOfTheLegendDifferInTheirDashes() throws {
    let marks: [any Mark] =
      [line] + (0..<6).map { Reference(.horizontal(1 + Double($0) / 4), label: "\($0)") }
    let looks = try Figure(marks).script().matches(of: /keyentry with lines (.*?) title/)
      .map { String($0.output.1) }
    #expect(Set(looks).count == 6)
    let dotted = Reference(.horizontal(2), label: "a", style: Style(dash: .dotted))
    #expect(try Figure([line, dotted]).script().contains("dashtype (2,4)"))
  }
}
