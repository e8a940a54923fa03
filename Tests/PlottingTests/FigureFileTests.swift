import Foundation
import Plotting
import TestSupport
import Testing

@Suite struct FigureFileTests {
  let figure = Figure([Scatter(x: [1, 2, 3], y: [3, 1, 2], color: [0, 1, 2])], title: "t")

  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  @Test(arguments: [
    ("a.svg", Array("<?xml".utf8)), ("a.png", [0x89, 0x50, 0x4E, 0x47]),
    ("a.pdf", Array("%PDF".utf8)), ("it's |odd; name.SVG", Array("<?xml".utf8)),
  ]) func suffixDecidesTheFormat(name: String, start: [UInt8]) throws {
    let file = scratch.path(name)
    try figure.save(to: file)
    #expect([UInt8](try Data(contentsOf: URL(filePath: file)).prefix(start.count)) == start)
    #expect(try scratch.names() == [name])
  }

  @Test(arguments: ["plot.jpg", "plot", "svg", "dir.svg/plot"])
  func unknownSuffixNamesTheAllowedOnes(path: String) throws {
    let error = #expect(throws: PlotError.self) { try figure.save(to: path) }
    #expect(
      error?.description.hasPrefix(
        "cannot save \"\(path)\": the file name must end in .svg, .png, .pdf, .csv or .gp") == true)
  }

  @Test(arguments: [
    ("a.jpg", ".png"), ("a.eps", ".pdf"), ("a.pgn", ".png"), ("a.csvv", ".csv"), ("a.plt", ".gp"),
  ])
  func unknownSuffixNamesTheNearest(path: String, nearest: String) {
    let error = #expect(throws: PlotError.self) { try figure.save(to: path) }
    #expect(error?.description.hasSuffix("; did you mean '\(nearest)'?") == true)
  }

  @Test func dataAndScriptNeedNoGnuplot() throws {
    let none = Gnuplot(searchPath: "/nonexistent")
    try figure.save(to: scratch.path("a.csv"), with: none)
    try figure.save(to: scratch.path("a.gp"), with: none)
    #expect(
      try String(contentsOfFile: scratch.path("a.csv"), encoding: .utf8)
        == "panel,layer,label,x,y,value\n1,1,,1,3,0\n1,1,,2,1,1\n1,1,,3,2,2\n")
    #expect(try String(contentsOfFile: scratch.path("a.gp"), encoding: .utf8) == figure.script())
  }

  @Test(arguments: [10, 20, 37, 200]) func everyTerminalIsWideEnough(columns: Int) throws {
    let line = Figure(
      [Line(x: [1, 2], y: [1, 2], label: "a long name of a line")], title: "title")
    for figure in [figure, line] {
      let text = try figure.shown(on: Display(columns: columns, rows: 24))
      #expect(text.split(separator: "\n").allSatisfy { $0.count <= max(columns, 16) })
    }
  }

  @Test func missingFolderIsAnError() throws {
    let error = #expect(throws: PlotError.self) { try figure.save(to: scratch.path("none/a.svg")) }
    #expect(error?.description.contains("there is no folder \"\(scratch.path("none"))\"") == true)
  }

  @Test func folderInPlaceOfTheFileIsAnError() throws {
    let path = try scratch.makeFolder("a.svg")
    let error = #expect(throws: PlotError.self) { try figure.save(to: path) }
    #expect(error?.description.hasPrefix("cannot write \"\(path)\": ") == true)
  }

  @Test(.enabled(if: geteuid() != 0, "root may write anywhere")) func readOnlyFolderIsAnError()
    throws
  {
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o500], ofItemAtPath: scratch.folder.path)
    let error = #expect(throws: PlotError.self) { try figure.save(to: scratch.path("a.svg")) }
    #expect(error?.description.contains("Permission denied") == true)
  }

  @Test(
    .enabled(if: FileManager.default.fileExists(atPath: "/proc/self"), "there is no /proc here"))
  func unwritableFileSystemIsAnError() throws {
    // Nobody, not even root, creates files there.
    let error = #expect(throws: PlotError.self) { try figure.save(to: "/proc/self/a.svg") }
    #expect(error?.description.hasPrefix("cannot write \"/proc/self/a.svg\": ") == true)
  }

  @Test func shownAsCharactersFitsTheTerminal() throws {
    let display = Display(columns: 60, rows: 30)
    let text = try figure.shown(on: display)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.allSatisfy { $0.count <= 60 })
    #expect(lines.count <= 30)
    #expect(text.contains(".") && text.contains("@"))
    #expect(!text.contains("\u{1B}"))
  }

  @Test func shownAsSixels() throws {
    let text = try figure.shown(on: Display(understandsSixels: true))
    #expect(text.contains("\u{1B}P"))
    #expect(text.contains("\u{1B}\\"))
  }
}
