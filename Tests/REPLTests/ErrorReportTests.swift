import LuaBridge
import REPL
import Testing

struct ErrorReportTests {
  @Test func nativeAndLibraryLinesAreLeftOut() {
    let error = LuaError(
      value: "m", message: "a.lua:1: m",
      traceback: """
        stack traceback:
        \t[C]: in function 'error'
        \ta.lua:1: in function 'f'
        \t/lib/stdlib/x.lua:5: in function 'g'
        \t(...tail calls...)
        \ta.lua:9: in main chunk
        \t[C]: in ?
        """)
    #expect(
      ErrorReport(standardLibrary: "/lib/stdlib").text(of: error)
        == "a.lua:1: m\n  a.lua:1: in function 'f'\n  a.lua:9: in main chunk")
    #expect(ErrorReport().text(of: Interrupted()) == "interrupted")
  }

  @Test func theLineIsShown() throws {
    let texts = ChunkTexts()
    texts.remember("prompt[2]", "f(1)")
    texts.remember("prompt[3]", "local x = 1\n  f(x)")
    var report = ErrorReport(texts: texts)
    let error = LuaError(
      value: "m", message: "prompt[3]:2: m",
      traceback: "stack traceback:\n\tprompt[3]:2: in main chunk")
    #expect(report.text(of: error) == "prompt[3]:2: m\n  2 | f(x)")
    // A message without traceback: a syntax error.
    #expect(
      report.text(of: LuaError(value: "m", message: "prompt[3]:1: bad"))
        == "prompt[3]:1: bad\n  1 | local x = 1")
    // One that stands right above is not said again; an earlier one is.
    report.latestChunk = "prompt[2]"
    #expect(
      report.text(of: LuaError(value: "m", message: "prompt[2]:1: bad")) == "prompt[2]:1: bad")
    report.latestChunk = "prompt[4]"
    #expect(
      report.text(of: LuaError(value: "m", message: "prompt[2]:1: bad")).hasSuffix("1 | f(1)"))
    // No such line, no such file: the message alone.
    #expect(
      report.text(of: LuaError(value: "m", message: "prompt[3]:9: bad")) == "prompt[3]:9: bad")
    #expect(
      report.text(of: LuaError(value: "m", message: "/nowhere.lua:1: bad")) == "/nowhere.lua:1: bad"
    )
  }
}
