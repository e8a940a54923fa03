import REPL
import Testing

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
