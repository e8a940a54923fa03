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
      ErrorReport.text(of: error, standardLibrary: "/lib/stdlib")
        == "a.lua:1: m\n  a.lua:1: in function 'f'\n  a.lua:9: in main chunk")
    #expect(ErrorReport.text(of: Interrupted()) == "interrupted")
  }
}
