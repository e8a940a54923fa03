import Plotting
import Testing

@Suite struct PaletteTests {
  @Test func divergingColorsAreCentredAtZero() throws {
    let scatter = Scatter(x: [1, 2, 3], y: [1, 2, 3], color: [-1, 0, 5])
    let script = try Figure([scatter], color: Axis(palette: .diverging)).script()
    #expect(script.contains("set cbrange [-5:5]") && script.contains("'#DDDDDD'"))
    let given = Axis(range: -1...2, palette: .diverging)
    #expect(try Figure([scatter], color: given).script().contains("set cbrange [-1:2]"))
  }

  @Test func oneValueHasARange() throws {
    let scatter = Scatter(x: [1, 2], y: [1, 2], color: [3, 3])
    #expect(try Figure([scatter]).script().contains("set cbrange [2.7:3.3"))
  }

  @Test func colorsHaveNames() {
    #expect(Colors.color(named: "#1a2") == "#11AA22" && Colors.color(named: "#0072b2") == "#0072B2")
    #expect(Colors.color(named: "Blue") == "#0072B2" && Colors.color(named: "#12") == nil)
    #expect(Colors.color(named: "bleu") == nil && Colors.color(named: "#gggggg") == nil)
  }

  @Test func thirtySeriesAreDistinct() throws {
    let lines = (0..<28).map { Line(x: [0, 1], y: [0, Double($0)], label: "\($0)") }
    let script = try Figure(lines).script()
    let looks = script.matches(of: /with lines (linecolor '#[0-9A-F]+' linewidth 2.*?) title/)
      .map(\.output.1)
    #expect(looks.count == 28 && Set(looks).count == 28)
  }
}
