import Foundation
import Plotting
import Testing

@Suite struct FigureTests {
  @Test func scriptOfALine() throws {
    let figure = Figure(
      [Line(x: [1, 2, 3], y: [0.5, .nan, 2], label: "loss")], title: "Training",
      x: Axis("epoch"), y: Axis("loss", logarithmic: true, range: 0.1...10))
    #expect(
      try figure.script() == """
        set encoding utf8
        set title 'Training' noenhanced
        set xlabel 'epoch' noenhanced
        set format x '%h'
        set xtics 1
        set ylabel 'loss' noenhanced
        set logscale y
        set format y '%h'
        set yrange [0.1:10]
        set border 3 linecolor '#555555'
        set tics nomirror out scale 0.6 textcolor '#222222'
        set grid linetype 1 linecolor '#DDDDDD' linewidth 0.6
        set key outside bottom center horizontal Left reverse samplen 2.5 height 0.6
        $data1 << EOD
        1 0.5
        NaN NaN
        3 2
        EOD
        plot $data1 using 1:2 with lines linecolor '#0072B2' linewidth 2 \
        title 'loss' noenhanced

        """)
  }

  @Test func emptyFigureIsAnError() {
    #expect(throws: PlotError.noMarks) { try Figure([]).script() }
  }

  @Test(arguments: [0, -5, 99, 10_001, .max]) func sizeOutOfRangeIsAnError(size: Int) {
    let line = Line(x: [1], y: [1])
    #expect(throws: PlotError.self) { try Figure([line], width: size).script() }
    #expect(throws: PlotError.self) { try Figure([line], height: size).script() }
  }

  @Test func sameFigureSameText() throws {
    let figure = Figure([Scatter(x: [1, 2], y: [3, 4], color: [5, 6])])
    #expect(try figure.script(for: .svg) == figure.script(for: .svg))
  }

  @Test func everyLegendPlaceIsUnderstood() throws {
    for legend in Legend.allCases {
      let figure = Figure([Line(x: [0, 1], y: [0, 1], label: "name")], legend: legend)
      let svg = String(decoding: try Gnuplot().run(figure.script(for: .svg)), as: UTF8.self)
      #expect(svg.contains(">name</text>") == (legend != .hidden))
    }
  }

  @Test func keysStandBeforeTheirNames() throws {
    for legend in [Legend.automatic, .below, .right, .topLeft] {
      let figure = Figure([Line(x: [0, 1], y: [0, 1], label: "name")], legend: legend)
      #expect(try figure.script().contains(" Left reverse "))
    }
  }

  @Test(arguments: [Legend.automatic, .below, .right, .topRight])
  func longLabelsLeaveRoomForTheirKeys(legend: Legend) throws {
    let label = String(repeating: "WIDE ", count: 20)
    let figure = Figure(
      [Line(x: [0, 1], y: [0, 1], label: label)], legend: legend, width: 321, height: 225)
    let name = try #require(Picture(figure).texts.first { $0.text.hasPrefix("WIDE") })
    #expect(name.text.contains("…"))
    // Capital letters are 0.75 of their size wide, or less; those of the figure are 9.3 pixels high.
    #expect(name.x > 20 && name.x + 7 * Double(name.text.count) < 321)
  }

  @Test func seriesDifferInColor() throws {
    let lines = (0..<4).map { Line(x: [0, 1], y: [0, Double($0)], label: "\($0)") }
    let script = try Figure(lines).script()
    let colors = script.matches(of: /with lines linecolor '(#[0-9A-F]+)'/).map(\.output.1)
    #expect(Set(colors).count == 4)
  }
}
