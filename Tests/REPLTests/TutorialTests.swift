import Foundation
import TestSupport
import Testing

/// Sessions of the documentation, run as a reader would type them.
struct TutorialTests {
  static var files: [String] {
    let docs = Repository.root.appending(path: "docs")
    let tutorial = docs.appending(path: "tutorial").path
    let chapters = (try? FileManager.default.contentsOfDirectory(atPath: tutorial)) ?? []
    return chapters.filter { $0.hasSuffix(".md") }.sorted().map { tutorial + "/" + $0 }
      + [docs.appending(path: "from_other_tools.md").path]
      + [Repository.root.appending(path: "README.md").path]
  }

  @Test func thereAreSixChapters() throws {
    #expect(Self.files.count == 8)
  }

  @Test(arguments: files)
  func printsWhatItSays(file: String) throws {
    let place = try SessionTests.Place()
    let text = try String(contentsOfFile: file, encoding: .utf8)
    let result = try place.run("-i", input: ":doctest \(file)\n")
    let count = text.split(separator: "\n").count { $0.hasPrefix("> ") }
    #expect(
      result.output == "\(count) of \(count) inputs as they should be\n",
      "\(result.output)\(result.errors)")
    // Figures that it shows were made by it, and lie beside it.
    let folder = (file as NSString).deletingLastPathComponent
    for figure in text.matches(of: #/\]\(([\w-]+\.svg)\)/#).map({ String($0.1) }) {
      #expect(FileManager.default.fileExists(atPath: folder + "/" + figure), "\(figure)")
      #expect(
        FileManager.default.fileExists(atPath: place.scratch.path(figure)), "\(figure) was not made"
      )
    }
  }
}
