import Foundation
import TestSupport
import Testing

/// Sessions of the documentation, run as a reader would type them.
struct TutorialTests {
  static var files: [String] {
    let docs = Repository.root.appending(path: "docs").path
    func pages(_ folder: String) -> [String] {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      return names.filter { $0.hasSuffix(".md") }.sorted().map { folder + "/" + $0 }
    }
    let all = pages(docs + "/tutorial") + pages(docs) + [Repository.root.path + "/README.md"]
    return all.filter { file in
      let text = try? String(contentsOfFile: file, encoding: .utf8)
      return text?.contains("\n> ") ?? false
    }
  }

  @Test func chaptersAndPagesAreThere() throws {
    #expect(Self.files.count { $0.contains("/tutorial/") } == 6)
    for page in ["README", "from_other_tools", "landscapes", "training"] {
      #expect(Self.files.contains { $0.hasSuffix("/\(page).md") }, "\(page)")
    }
  }

  /// The losses of docs/training.md, as far as it says that they repeat.
  @Test func lossesAreThoseOfTheTable() throws {
    let root = Repository.root
    let text = try String(contentsOf: root.appending(path: "docs/training.md"), encoding: .utf8)
    let rows = text.matches(of: #/\| (\d+) \| (0\.\d+) \| (none|\de-\d+) \|/#).map(\.output)
    let place = try SessionTests.Place()
    let result = try place.run(root.appending(path: "scripts/digits.lua").path)
    let said = result.output.matches(of: #/\t(\d+)\t(.+)/#).map(\.output)
    #expect(rows.count == 9 && said.count == 9, "\(result.errors)")
    for (row, line) in zip(rows, said) {
      #expect(row.1 == line.1)
      let (wanted, got) = (try #require(Double(row.2)), try #require(Double(line.2)))
      // Other kernels than those that were compared may go further apart.
      let allowed = max(100 * (Double(row.3) ?? 0), 1e-5)
      #expect(abs(got - wanted) <= allowed * wanted, "\(line.0)")
    }
  }

  /// The evaluations of docs/training.md: SciPy's are those of the record, ours what its program prints.
  @Test func evaluationsAreThoseOfTheTable() throws {
    struct Known: Decodable {
      let name: String
      let start: [Double]
      let evaluations: Int
    }
    let fixture = Repository.fixtures.appending(path: "minimize.json")
    let record = try JSONDecoder().decode([Known].self, from: Data(contentsOf: fixture))
    let root = Repository.root
    let rows = try String(contentsOf: root.appending(path: "docs/training.md"), encoding: .utf8)
      .matches(of: #/\| (\d+) \| (\d+)[^|]*\| (\d\.\d\d) \|/#).map(\.output)
    try #require(rows.count == record.count)
    let place = try SessionTests.Place()
    let program = root.appending(path: "scripts/minimize_evaluations.lua").path
    for (row, known) in zip(rows, record) {
      let words = [known.name] + known.start.map { "\($0)" }
      try place.write("one.lua", "arg = {'\(words.joined(separator: "', '"))'} dofile '\(program)'")
      let ours = try #require(Double(place.run("one.lua").output.trimmingCharacters(in: .newlines)))
      let (told, theirs) = (try #require(Double(row.1)), try #require(Double(row.2)))
      #expect(Int(theirs) == known.evaluations, "\(known)")
      #expect(abs(try #require(Double(row.3)) - told / theirs) < 0.0051, "\(known)")
      // Rounding decides when the last of hundreds of steps is made: other processors take more or less.
      #expect(abs(ours - told) <= (told > 600 ? 0.6 : 0.1) * told, "\(known): \(ours)")
    }
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
