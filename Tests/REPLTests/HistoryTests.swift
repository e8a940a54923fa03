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
}
