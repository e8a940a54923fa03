import Foundation
import Plotting
import TestSupport
import Testing

/// Titles reach the picture as they are: nothing in them is run, expanded or marked up.
@Suite struct GnuplotTextTests {
  static let texts = [
    "it's", "say \"hi\"", "under_score and x^2 {braces}", "back\\slash \\n stays", "`date` $(date)",
    "@macro %d %s", "λ → ∞ ünïcode 猫", "a < b & c > d", "#comment", "'", "''", "end'\"`", "100%",
    "'\u{301}accent", "x'\u{301}y",
  ]

  @Test(arguments: texts) func titleIsLiteral(text: String) throws {
    let figure = Figure([Line(x: [0, 1], y: [0, 1], label: text)], title: text, x: Axis(text))
    let svg = String(decoding: try Gnuplot().run(figure.script(for: .svg)), as: UTF8.self)
    let escaped = text.replacingOccurrences(of: "&", with: "&amp;")
      .replacingOccurrences(of: "<", with: "&lt;")
    #expect(svg.components(separatedBy: ">\(escaped)</text>").count == 4, "\(svg)")
  }

  @Test func lineBreaksBecomeLines() throws {
    let figure = Figure(
      [Line(x: [0, 1], y: [0, 1])], title: "first\r\nsecond\nthird\u{2028}fourth")
    let svg = String(decoding: try Gnuplot().run(figure.script(for: .svg)), as: UTF8.self)
    for line in ["first", "second", "third", "fourth"] { #expect(svg.contains(">\(line)</text>")) }
  }

  @Test func controlCharactersCannotEndTheString() throws {
    let figure = Figure([Line(x: [0, 1], y: [0, 1])], title: "a\u{0}b\u{1B}c\u{7}d")
    #expect(try figure.script().contains("set title 'a b c d' noenhanced"))
  }

  /// Of places that letters may have in Unicode, this one is nobody's: no font has it.
  @Test func lettersWithoutAFontAreReplacedWhereTheyAreDrawn() throws {
    let figure = Figure([Line(x: [0, 1], y: [0, 1])], title: "λ \u{F1234} →")
    for output in [Output.png, .pdf] {
      #expect(try figure.script(for: output).contains("set title 'λ ? →'"))
    }
    #expect(try figure.script(for: .svg).contains("set title 'λ \u{F1234} →'"))
  }

  @Test func bytesThatAreNoTextAreReplaced() throws {
    let figure = Figure([Line(x: [0, 1], y: [0, 1])], title: "a\u{10FF80}b\u{10FFFF}c")
    #expect(try figure.script(for: .svg).contains("set title 'a\u{FFFD}b\u{FFFD}c'"))
  }

  @Test func backquotesAreNotRun() throws {
    let scratch = try Scratch()
    let witness = scratch.path("witness")
    let figure = Figure(
      [Line(x: [0, 1], y: [0, 1], label: "`touch \(witness)`")], title: "`touch \(witness)`",
      x: Axis("'.system('touch \(witness)').'"))
    _ = try Gnuplot().run(figure.script(for: .svg))
    #expect(try scratch.names().isEmpty)
  }

  @Test func numbersReadBackExactly() throws {
    let values = [
      0.1, 1e-300, -2.5, 1e22, .leastNonzeroMagnitude, 123_456_789_012_345,
      1e305,
    ]
    let script = try Figure([Line(x: values, y: values)]).script()
    let lines = script.components(separatedBy: "\n")
    let start = try #require(lines.firstIndex(of: "$data1 << EOD"))
    for (index, value) in values.enumerated() {
      let pair = lines[start + 1 + index].split(separator: " ").compactMap { Double($0) }
      #expect(pair == [value, value])
    }
  }
}
