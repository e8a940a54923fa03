import Plotting
import Testing

@Suite struct SurfaceTests {
  @Test func isDrawnInSpace() throws {
    let grid = try Grid(values: [1, 2, 3, 4], rows: 2, columns: 2)
    let figure = Figure([Surface(grid)], x: Axis("x"), color: Axis("height"))
    let script = try figure.script()
    #expect(script.contains("splot $data1 using 1:2:3 with pm3d"))
    #expect(script.contains("set zlabel 'height'") && script.contains("set view 60,30"))
    for output in [Output.svg, .png, .pdf, .text(columns: 80, rows: 24)] {
      #expect(try Gnuplot().run(figure.script(for: output)).count > 500)
    }
  }

  @Test func needsAGridAndAngles() throws {
    let row = try Grid(values: [1, 2], rows: 1, columns: 2)
    #expect(throws: PlotError.self) { try Figure([Surface(row)]).script() }
    let grid = try Grid(values: [1, 2, 3, 4], rows: 2, columns: 2)
    #expect(throws: PlotError.self) { try Figure([Surface(grid, tilt: 200)]).script() }
    let empty = try Grid(values: [.nan, .nan, .nan, .nan], rows: 2, columns: 2)
    #expect(throws: PlotError.self) { try Figure([Surface(empty)]).script() }
  }

  @Test func theNumbersOfItsHeightsAreSeenAsCharacters() throws {
    let grid = try Grid(values: [-1, 0, 1, 2], rows: 2, columns: 2)
    let text = try Figure([Surface(grid)], color: Axis("height")).shown(on: Display())
    #expect(text.contains("↑ height"))
    let first = text.split(separator: "\n").compactMap { $0.split(separator: " ").first }
    for number in ["-1", "0", "1", "2"] { #expect(first.contains { $0 == number }, "\(text)") }
  }
}
