import LuaBridge
import Testing

struct LuaLexerTests {
  @Test(arguments: [
    ("x = nn.Linear(2, 'a')", ["x", "=", "nn", ".", "Linear", "(", "2", ",", "'a'", ")"]),
    ("a..b == c // 2 --[[ long\n ]] d", ["a", "..", "b", "==", "c", "//", "2", "d"]),
    ("-- note\nreturn [[x\ny]]", ["return", "[[x\ny]]"]), ("'it\\'s'", ["'it\\'s'"]),
    ("0x1p4 1e-3", ["0x1p4", "1e", "-", "3"]), ("[==[ ]] ]==] x", ["[==[ ]] ]==]", "x"]), ("", []),
  ])
  func splits(text: String, expected: [String]) {
    #expect(LuaLexer.tokens(of: text).map(\.text) == expected)
  }

  @Test func openStringsAreKnown() {
    #expect(LuaLexer.tokens(of: "f(\"ab").last?.kind == .openString("ab"))
    #expect(LuaLexer.tokens(of: "f([[ab").last?.kind == .openString("ab"))
    #expect(LuaLexer.tokens(of: "x --[[ab").last?.kind == .openComment)
    #expect(LuaLexer.tokens(of: "'a\\").last?.start == 0)
  }
}
