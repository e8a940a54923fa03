import Foundation
import Plotting
import TestSupport
import Testing

@Suite struct PanelTests {
  private var figure: Figure {
    var figure = Figure([Line(x: [1, 2], y: [1, 3])], y: Axis("loss", logarithmic: true))
    figure.below = [Figure([Line(x: [1, 2], y: [5, 4])], x: Axis("t"), y: Axis("accuracy"))]
    return figure
  }

  @Test("Panels have axes and data of their own")
  func script() throws {
    let script = try figure.script()
    #expect(script.contains("set multiplot\n") && script.contains("unset multiplot"))
    let parts = script.components(separatedBy: "\nreset\n")
    #expect(parts.count == 2)
    #expect(parts[0].contains("$data1") && parts[0].contains("set logscale y"))
    #expect(parts[1].contains("$data2") && !parts[1].contains("logscale"))
    #expect(parts[1].contains("set ylabel 'accuracy' noenhanced"))
    #expect(try !Figure([Line(x: [1], y: [1])]).script().contains("multiplot"))
  }

  @Test(arguments: ["svg", "png", "pdf"]) func isDrawn(suffix: String) throws {
    let scratch = try Scratch()
    try figure.save(to: scratch.path("f." + suffix))
    let size = try FileManager.default.attributesOfItem(atPath: scratch.path("f." + suffix))[.size]
    #expect(try #require(size as? Int) > 1000)
  }

  /// Shares of the page: from the left, the right, from below, from above.
  private func boxes(_ script: String) throws -> [[Double]] {
    try script.components(separatedBy: "\nreset\n").map { panel in
      try ["lmargin", "rmargin", "bmargin", "tmargin"].map { side in
        let start = try #require(panel.range(of: "set \(side) at screen "))
        return try #require(Double(panel[start.upperBound...].prefix { !";\n".contains($0) }))
      }
    }
  }

  @Test("Boxes of panels are equally large, in rows and columns, whatever stands around them")
  func alignment() throws {
    let plain = Figure([Line(x: [1, 2], y: [1, 3])])
    let named = Figure(
      [Line(x: [1, 2], y: [0.69314710, 0.69314725], label: "one")], x: Axis("x"), y: Axis("y"))
    let colored = try Figure(
      [Heatmap(Grid(values: [1, 2, 3, 4], rows: 2, columns: 2))], title: "map", color: Axis("z"))
    for columns in 1...3 {
      var whole = plain
      whole.below = [named, colored, named, plain]
      whole.columns = columns
      let boxes = try boxes(whole.script())
      for box in boxes {
        #expect(box[0] < box[1] && box[2] < box[3])
        #expect(abs((box[1] - box[0]) - (boxes[0][1] - boxes[0][0])) < 1e-4)
        #expect(abs((box[3] - box[2]) - (boxes[0][3] - boxes[0][2])) < 1e-4)
      }
      for (place, box) in boxes.enumerated() {
        let (row, column) = (place / columns * columns, place % columns)
        #expect(box[2...] == boxes[row][2...] && box[..<2] == boxes[column][..<2])
      }
    }
  }

  @Test("A legend of many entries leaves the boxes some room")
  func narrowed() throws {
    let many = Figure(
      (0..<30).map { Line(x: [1, 2], y: [1, Double($0)], label: "a rather long name \($0)") })
    var whole = many
    whole.below = [many, many, many]
    (whole.columns, whole.width, whole.height) = (2, 321, 300)
    for box in try boxes(whole.script()) { #expect(box[1] > box[0] && box[3] > box[2]) }
    _ = try Gnuplot().run(whole.script(for: .svg))
  }

  @Test func landmarksHaveNames() throws {
    let map = try Contour(Grid(values: [1, 2, 3, 4], rows: 2, columns: 2))
    let marks = Landmarks(
      x: [1.2, .nan], y: [1.5, 1], names: ["it's", "gone"], form: .triangle, label: "saddle")
    let script = try Figure([map, marks]).script()
    #expect(script.contains("set label 'it'.\"'\".'s' noenhanced at 1.2,1.5 left"))
    #expect(!script.contains("gone") && script.contains("pointtype 9"))
    #expect(throws: PlotError.self) {
      try Figure([Landmarks(x: [1], y: [1], names: ["a", "b"])]).script()
    }
  }

  @Test("A logarithmic color bar over less than a decade has numbers")
  func narrowLogarithmicColorBar() throws {
    func tics(_ values: [Double]) throws -> String {
      let script = try Figure(
        [Scatter(x: [1, 2], y: [1, 2], color: values)], color: Axis(logarithmic: true)
      ).script()
      return try #require(script.split(separator: "\n").first { $0.hasPrefix("set cbtics") })
        .description
    }
    #expect(try tics([0.022, 0.075]).contains("0.03, 0.04, 0.05"))
    #expect(try tics([4, 4.4]) == "set cbtics (4, 4.1, 4.2, 4.3, 4.4)")
  }
}
