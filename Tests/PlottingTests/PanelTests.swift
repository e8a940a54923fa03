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
    #expect(script.contains("set multiplot layout 2,1") && script.contains("unset multiplot"))
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
    #expect(try tics([4, 4.4]) == "set cbtics (4, 4.1, 4.2, 4.300000000000001, 4.4)")
  }
}
