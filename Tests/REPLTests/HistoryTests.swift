import REPL
import TestSupport
import Testing

struct HistoryTests {
  @Test func keepsEachTextOnceAcrossSessions() throws {
    let scratch = try Scratch()
    let file = scratch.path("tarn/history")
    let first = History(file: file)
    for item in ["a", "for i = 1, 2 do\n  print('\\n')\nend", "b", "a"] { first.add(item) }
    let expected = ["for i = 1, 2 do\n  print('\\n')\nend", "b", "a"]
    #expect(first.items == expected)
    let second = History(file: file)
    #expect(second.items == expected)
    second.add("c")
    first.add("d")  // a session beside it
    #expect(History(file: file).items == expected + ["c", "d"])
    #expect(second.matching("PRINT").count == 1)
  }

  @Test func unwritableFolderIsNoError() {
    let history = History(file: "/proc/nowhere/history")
    history.add("x")
    #expect(history.items == ["x"])
  }

  @Test func aFolderInItsPlaceIsNoError() throws {
    let scratch = try Scratch()
    let history = History(file: scratch.folder.path)
    history.add("x")
    #expect(history.items == ["x"])
  }

  @Test func longHistoriesAreKeptAndShortened() throws {
    let scratch = try Scratch()
    let lines = (0..<250_000).map { "line \($0 % 120_000)\n" }
    let file = try scratch.file(lines.joined(), name: "history")
    let history = History(file: file)
    #expect(history.items.count == 100_000)
    #expect(history.items.last == "line 9999")
    history.add("line 5000")
    #expect(history.items.count == 100_000 && history.items.last == "line 5000")
    #expect(history.matching("LINE 77777").count == 1)
    #expect(try String(contentsOfFile: file, encoding: .utf8).count { $0 == "\n" } == 100_001)
  }
}
