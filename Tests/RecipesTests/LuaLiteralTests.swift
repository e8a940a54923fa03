import Recipes
import Testing

struct LuaLiteralTests {
  private func read(_ text: String) -> LuaLiteral? { LuaLiteral.returned(by: Array(text.utf8)) }

  @Test func tablesAreRead() {
    let text = """
      -- return { name = "no" }
      local function f(x) if x then return { name = "inner" } end return 1 end
      return {
        name = "a" .. 'b', summary = [[
      two
      lines]], n = -2.5, yes = true, ["key x"] = "y",
        list = { "p", 'q\\n' }, made = f(1), params = { eps = { 0.1, "radius", range = { 0, 1 } } },
        run = function(p) for i = 1, 2 do print({ i }) end return { name = "deep" } end,
        last = "z",
      }
      """
    let table = read(text)
    #expect(table?["name"] == .string("ab"))
    #expect(table?["summary"] == .string("two\nlines"))
    #expect(table?["n"] == .number(-2.5) && table?["yes"] == .boolean(true))
    #expect(table?["key x"] == .string("y"))
    #expect(table?["list"]?.items == [.string("p"), .string("q\n")])
    #expect(table?["made"] == .expression && table?["run"] == .expression)
    #expect(table?["params"]?["eps"]?["range"]?.items == [.number(0), .number(1)])
    #expect(table?["last"] == .string("z"))
  }

  @Test func namesAreFollowed() {
    #expect(read("local r = { name = 'x' } return r")?["name"] == .string("x"))
    #expect(read("local r = { name = 'x' }\nr.run = 1\nreturn r;")?["name"] == .string("x"))
    #expect(read("return make { name = 'x' }") == .expression)
    #expect(read("return r") == .expression)
  }

  @Test func whatIsNoTableIsNone() {
    #expect(read("print(1)") == nil)
    #expect(read("") == nil)
    #expect(read("return 5") == nil)
    #expect(read("return") == nil)
  }

  /// Any beginning of a text is read without end or trap.
  @Test func beginningsAreSurvived() {
    let text =
      "local r = {a = {1, -2, 'x\\'', [[y]]}, f = function(p) return {p} end, ['k'] = 1 .. 2,} return r"
    for length in 0...text.count { _ = read(String(text.prefix(length))) }
    for length in 0...text.count { _ = read("return { x = " + String(text.suffix(length))) }
    #expect(read(String(repeating: "return {{", count: 1)) != nil)
    _ = read("return " + String(repeating: "{", count: 100_000))
  }
}
