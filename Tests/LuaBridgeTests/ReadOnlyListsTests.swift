import LuaBridge
import Testing

struct ReadOnlyListsTests {
  private func lua() throws -> Lua {
    let lua = try Demo.lua()
    let lists = try ReadOnlyLists(lua, name: "pair", separator: " and ", empty: "nothing")
    try lua.setGlobal("p", .table(lists([2, 3])))
    try lua.setGlobal("q", .table(lists([2, 3])))
    try lua.setGlobal("none", .table(lists([])))
    return lua
  }

  @Test(arguments: [
    "#p == 2 and p[1] == 2 and p[2] == 3 and p[3] == nil and p[0] == nil",
    "p[-1] == 3 and p[-2] == 2 and p[-3] == nil", "p == q and p == {2, 3} and {2, 3} == p",
    "none == {} and #none == 0 and tostring(none) == 'nothing' and none[1] == nil", "p ~= none",
    "p ~= {2} and p ~= {2, 3, 4} and p ~= {3, 2}", "tostring(p) == '2 and 3'",
    "'a ' .. p == 'a 2 and 3' and p .. '.' == '2 and 3.'",
    "select('#', table.unpack(p)) == 2 and table.concat(p, '+') == '2+3'",
  ])
  func reads(_ condition: String) throws {
    let lua = try lua()
    defer { lua.close() }
    #expect(try lua.run("return \(condition)") == [true], "\(condition)")
  }

  @Test(arguments: [
    ("p[1] = 5", "a pair cannot be changed"), ("p[3] = 5", "a pair cannot be changed"),
    ("return p.first", "a pair has no field 'first'"), ("setmetatable(p, nil)", "protected"),
  ])
  func refuses(_ code: String, _ text: String) throws {
    let lua = try lua()
    defer { lua.close() }
    let error = #expect(throws: LuaError.self) { try lua.run(code) }
    #expect(error?.message.contains(text) == true, "\(error?.message ?? "")")
    #expect(try lua.run("return p == {2, 3}") == [true])
  }

  /// As arguments they are what a plain list would be.
  @Test func argumentsAreThePlainList() throws {
    let lua = try lua()
    defer { lua.close() }
    let take = FunctionDeclaration(
      name: "take",
      arguments: [Argument("sizes", .integer, variadic: true)],
      options: [Option("list", .list(of: .integer)), Option("other", .integer, default: 0)],
      summary: "Takes."
    ) { call in
      .string("\(call.integers("sizes")) \(call.integers("list")) \(call.integer("other"))")
    }
    try lua.setGlobal("take", .function(try lua.function(take)))
    #expect(try lua.run("return take(p)") == ["[2, 3] [] 0"])
    #expect(try lua.run("return take(p, {other = 4, list = q})") == ["[2, 3] [2, 3] 4"])
    let nested = try #require(try lua.run("return {p, {4, 5}}")[0].asTable)
    #expect(try nested.numberArray() == NumberArray(shape: [2, 2], values: [2, 3, 4, 5]))
  }
}
