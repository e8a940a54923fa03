import LuaBridge
import Recipes
import Testing

struct JSONTests {
  private func read(_ text: String) throws -> JSON { try JSONReader.read(Array(text.utf8)) }

  @Test(arguments: [
    "null", "true", "12", "-3", "0.1", "1e-300", "5e-324", "1.0", "\"a\\\"b\\\\c\\n\\t\"", "[]",
    "{}",
    "[1, 2.5, [\"x\"]]", "{\"a\": {\"b\": [1, {\"c\": null}]}, \"d\": \"é\"}",
  ])
  func whatIsWrittenIsRead(text: String) throws {
    let value = try read(text)
    #expect(try read(value.text()) == value)
    #expect(try read(value.line) == value)
    #expect(value.line == text)
  }

  @Test func strangeNumbersAndCharacters() throws {
    #expect(JSON.number(.infinity).line == "\"inf\"")
    #expect(try read("\"\\ud83d\\ude00\\u0041\"") == .string("😀A"))
    #expect(try read(JSON.string("\u{1}\u{7F}").line) == .string("\u{1}\u{7F}"))
  }

  @Test(arguments: [
    "", "[1,", "{\"a\" 1}", "{a: 1}", "\"x", "1 2", "tru", "[1 2]", "nan", "\"\\u12",
    String(repeating: "[", count: 100_000),
  ])
  func damageIsAnError(text: String) {
    #expect(throws: MessageError.self) { try JSONReader.read(Array(text.utf8)) }
  }

  @Test func luaGoesThroughIt() throws {
    let lua = Lua()
    defer { lua.close() }
    let value = try lua.run("return {a = {1, 2.0, 'x'}, b = true, [5] = print == nil, c = {}}")[0]
    let json = try JSON(value, lua)
    #expect(json.line == "{\"5\": false, \"a\": [1, 2.0, \"x\"], \"b\": true, \"c\": []}")
    let back = try #require(try json.value(lua).asTable)
    #expect(back["a"].asTable?.array == [1, 2.0, "x"])
    let loop = try lua.run("local t = {} t.t = t return t")[0]
    #expect(try JSON(loop, lua).line.contains("…"))
  }
}
