import REPL
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

struct PromptLocalsTests {
  @Test(arguments: [
    ("local a, b = 1, 2", ["a", "b"]), ("local function f() local x end", ["f"]),
    ("local a <const>, b <close> = 1, nil local c", ["a", "c"]),
    ("if x then local y end local z", ["z"]), ("for i = 1, 2 do local y end", []),
    ("f(function() local x end) local y = {function() local z end}", ["y"]),
    ("if a then local b elseif c then local d else local e end local f", ["f"]),
    ("repeat local x until x local y", ["y"]), ("print('local q')", []), ("local a local a", ["a"]),
  ])
  func finds(chunk: String, expected: [String]) {
    #expect(PromptLocals.names(in: chunk) == expected)
  }
}
