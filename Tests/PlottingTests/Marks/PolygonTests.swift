import Foundation
import Plotting
import Testing

@Suite struct PolygonTests {
  @Test func outlinesAreClosedAndFilled() throws {
    let script = try Figure([Polygon(x: [0, 1, 1], y: [0, 0, 2], label: "set")]).script()
    #expect(script.contains("$data1 << EOD\n0 0\n1 0\n1 2\n0 0\nEOD"))
    #expect(script.contains("filledcurves closed"))
    #expect(script.contains("with lines"))
    #expect(script.components(separatedBy: "title 'set'").count == 2)
  }

  @Test func flatOnesAreLinesAndPoints() throws {
    let line = try Figure([Polygon(x: [0, 1], y: [0, 1])]).script()
    #expect(line.contains("with lines") && !line.contains("filledcurves"))
    let point = try Figure([Polygon(x: [3], y: [4])]).script()
    #expect(point.contains("with points") && point.contains("3 4\n3 4\n"))
  }

  @Test func pointsHaveTheColorOfTheirOutline() throws {
    let polygons = [
      Polygon(x: [0, 1, 1], y: [0, 0, 2], points: .init(x: [0.5], y: [0.25])),
      Polygon(x: [0, 2, 2], y: [0, 0, 2], points: .init(x: [1.5], y: [1.25])),
    ]
    let script = try Figure(polygons).script()
    #expect(script.contains("$data4 << EOD\n1.5 1.25\nEOD"))
    let colors = script.matches(of: /\$data(\d) using .*linecolor '(#\w+)'/)
      .map { "\($0.output.1) \($0.output.2)" }
    #expect(Set(colors.map { $0.suffix(7) }).count == 2)
    #expect(colors.count == 6)
    #expect(throws: PlotError.self) {
      try Figure([Polygon(x: [0, 1], y: [0, 1], points: .init(x: [1], y: []))]).script()
    }
  }

  @Test func cornersMustFitTogether() {
    #expect(throws: PlotError.self) { try Figure([Polygon(x: [0, 1], y: [0])]).script() }
    #expect(throws: PlotError.self) { try Figure([Polygon(x: [], y: [])]).script() }
    #expect(throws: PlotError.self) { try Figure([Polygon(x: [.nan], y: [1])]).script() }
  }
}
