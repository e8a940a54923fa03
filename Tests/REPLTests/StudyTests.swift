import Foundation
import TestSupport
import Testing

/// The pages of docs/results are what the recipes print from the rows beside them.
struct StudyTests {
  private static let folder = Repository.root.appending(path: "docs/results")

  static var studies: [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { $0.hasSuffix(".csv") }.map { String($0.dropLast(4)) }.sorted()
  }

  @Test func thereAreStudies() { #expect(!Self.studies.isEmpty) }

  @Test(arguments: studies) func pagesSayWhatTheRowsSay(_ study: String) throws {
    let place = try SessionTests.Place()
    try place.scratch.makeFolder("docs/results")
    let manager = FileManager.default
    let page = Self.folder.appending(path: study + ".md")
    for ending in [".csv", ".md"] {
      try manager.copyItem(
        at: Self.folder.appending(path: study + ending),
        to: URL(fileURLWithPath: place.scratch.path("docs/results/" + study + ending)))
    }
    let run = try place.run(
      "recipe", "run", study, "--form", "report", "--out", "docs/results/" + study)
    #expect(run.status == 0, "\(run.errors)")
    let made = try String(
      contentsOfFile: place.scratch.path("docs/results/" + study + ".md"), encoding: .utf8)
    let kept = try String(contentsOf: page, encoding: .utf8)
    #expect(made == kept)
    // The plan was there first, the figure is there, and the overview has the verdict.
    for file in ["\(study)-plan.md", "\(study).svg"] {
      #expect(manager.fileExists(atPath: Self.folder.appending(path: file).path), "\(file)")
    }
    let overview = try String(
      contentsOf: Self.folder.appending(path: "README.md"), encoding: .utf8)
    let verdict = kept.split(separator: "\n").first { $0.hasPrefix("**Verdict:** ") }
    #expect(overview.contains(try #require(verdict).dropFirst(13)), "\(study)")
  }

  /// The README answers the main question with the first table of its page.
  @Test func theReadmeHasTheAnswer() throws {
    let page = try String(
      contentsOf: Self.folder.appending(path: "minima-robustness.md"), encoding: .utf8)
    let readme = try String(
      contentsOf: Repository.root.appending(path: "README.md"), encoding: .utf8)
    let table = page.split(separator: "\n\n").first { $0.hasPrefix("|") }
    #expect(readme.contains(try #require(table)))
  }

  /// A study that is stopped, by Ctrl-C or for good, goes on; what failed is kept and not counted.
  @Test func aStudyGoesOn() throws {
    let place = try SessionTests.Place()
    try place.write(
      "recipes/toy.lua",
      """
      local study = require "study"
      local function row(p)
        if p.split == 3 then error("split 3: no sample of class 'b'", 0) end
        local start = os.clock()
        while os.clock() < start + 0.05 do end
        return { v = p.split }
      end
      local function settings() return study.grid({ { "split", study.count(8) } }) end
      return { name = "toy", summary = "A toy.", params = study.params {}, run = function(p)
        return study.run(p, { name = "toy", title = "Toy", row = row, small = settings, full = settings,
          report = function(rows, page)
            local i = study.interval(study.column(rows, "v"))
            page:verdict("mean %s", study.shown(i))
            page:figure(plot.line(study.column(rows, "v")))
            return { mean = i.mean }
          end })
      end }
      """)
    // A call without time begins nothing, and says so.
    let none = try place.run(
      "recipe", "run", "toy", "--form", "full", "--out", "t", "--minutes", "0")
    #expect(none.status == 0 && none.output.contains("**Verdict:** none yet"))
    #expect(none.output.contains("0 of 8 rows"))
    let process = try PseudoTerminal(
      arguments: ["recipe", "run", "toy", "--form", "full", "--out", "t"],
      folder: place.scratch.path(""))
    Thread.sleep(forTimeInterval: 0.4)
    process.send("\u{3}")
    _ = process.wait()
    let all = try place.run("recipe", "run", "toy", "--form", "full", "--out", "t")
    #expect(
      all.output.contains(
        "7 of 8 rows. 1 failed and do not count: split 3: no sample of class 'b'."))
    let table = try String(contentsOfFile: place.scratch.path("t.csv"), encoding: .utf8)
    #expect(table.split(separator: "\n").count == 9)
    // What a person added stays; the rest is written again.
    let page = place.scratch.path("t.md")
    let text = try String(contentsOfFile: page, encoding: .utf8) + "\n## Remarks\n\nMine.\n"
    try text.write(toFile: page, atomically: true, encoding: .utf8)
    #expect(try place.run("recipe", "run", "toy", "--form", "report", "--out", "t").status == 0)
    #expect(try String(contentsOfFile: page, encoding: .utf8) == text)
    let small = try place.run("recipe", "run", "toy")
    #expect(small.output.contains("**Verdict:** mean 4.71 ["))
    let nowhere = try place.run("recipe", "run", "toy", "--form", "full")
    #expect(nowhere.status == 1 && nowhere.errors.contains("need --out PATH"))
  }
}
