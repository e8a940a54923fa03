import Foundation
import Plotting
import Testing

@Suite struct FigureFileTests {
  let figure = Figure([Scatter(x: [1, 2, 3], y: [3, 1, 2], color: [0, 1, 2])], title: "t")

  /// A fresh folder for one test.
  func folder() throws -> URL {
    let url = FileManager.default.temporaryDirectory
      .appendingPathComponent("tarn-plots-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    return url
  }

  @Test(arguments: [
    ("a.svg", Array("<?xml".utf8)), ("a.png", [0x89, 0x50, 0x4E, 0x47]),
    ("a.pdf", Array("%PDF".utf8)), ("it's |odd; name.SVG", Array("<?xml".utf8)),
  ]) func suffixDecidesTheFormat(name: String, start: [UInt8]) throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent(name)
    try figure.save(to: file.path)
    #expect([UInt8](try Data(contentsOf: file).prefix(start.count)) == start)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [name])
  }

  @Test(arguments: ["plot.jpg", "plot", "svg", "dir.svg/plot"])
  func unknownSuffixNamesTheAllowedOnes(path: String) throws {
    let error = #expect(throws: PlotError.self) { try figure.save(to: path) }
    #expect(
      error?.description == "cannot save \"\(path)\": the file name must end in .svg, .png or .pdf")
  }

  @Test func missingFolderIsAnError() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("none/a.svg").path
    let error = #expect(throws: PlotError.self) { try figure.save(to: path) }
    #expect(error?.description.contains("there is no folder \"\(folder.path)/none\"") == true)
  }

  @Test func folderInPlaceOfTheFileIsAnError() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("a.svg")
    try FileManager.default.createDirectory(at: path, withIntermediateDirectories: false)
    let error = #expect(throws: PlotError.self) { try figure.save(to: path.path) }
    #expect(error?.description.hasPrefix("cannot write \"\(path.path)\": ") == true)
  }

  @Test(.enabled(if: geteuid() != 0, "root may write anywhere")) func readOnlyFolderIsAnError()
    throws
  {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: folder.path)
    let error = #expect(throws: PlotError.self) { try figure.save(to: "\(folder.path)/a.svg") }
    #expect(error?.description.contains("Permission denied") == true)
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/proc/self")))
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
