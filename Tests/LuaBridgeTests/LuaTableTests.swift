import LuaBridge
import Testing

struct LuaTableTests {
  @Test func readsAndWritesRaw() throws {
    let lua = Lua()
    defer { lua.close() }
    let table = try lua.table(fields: ["a": 1, "b": "two"])
    table[1] = 10
    table[2] = 20
    #expect(table["a"] == 1)
    #expect(table.array == [10, 20])
    #expect(table.stringKeys == ["a", "b"])
    #expect(table.entries.count == 4)
    table["a"] = nil
    #expect(table.stringKeys == ["b"])
    table[.number(.nan)] = 1
    table[.nil] = 1
    #expect(table.entries.count == 3)
  }

  @Test func metatablesAreNotAsked() throws {
    let lua = Lua()
    defer { lua.close() }
    let code = "return setmetatable({5}, {__index = function() error('asked') end, __len = error})"
    let table = try #require(try lua.run(code)[0].asTable)
    #expect(table["missing"] == nil)
    #expect(table.count == 1)
    #expect(table.metatable?["__len"].asFunction != nil)
  }

  @Test func identityIsThatOfLua() throws {
    let lua = Lua()
    defer { lua.close() }
    let pair = try lua.run("local t = {} return t, t, {}").compactMap(\.asTable)
    #expect(pair[0].identity == pair[1].identity)
    #expect(pair[0].identity != pair[2].identity)
  }
}

struct NumberArrayTests {
  @Test(arguments: [
    NumberArray(shape: [3], values: [1, 2, 3]),
    NumberArray(shape: [2, 2], values: [1, 2.5, -3, .infinity]),
    NumberArray(shape: [2, 1, 3], values: [1, 2, 3, 4, 5, 6]),
    NumberArray(shape: [0], values: []),
  ])
  func roundTrip(_ numbers: NumberArray) throws {
    let lua = Lua()
    defer { lua.close() }
    #expect(try lua.table(numbers).numberArray() == numbers)
  }

  @Test func wholeNumbersMayBecomeIntegers() throws {
    let lua = Lua()
    defer { lua.close() }
    let table = try lua.table(NumberArray(shape: [2], values: [1, 2]), integers: true)
    try lua.setGlobal("t", .table(table))
    #expect(try lua.run("return math.type(t[1])") == ["integer"])
  }

  @Test(arguments: [
    ("{1, {2}}", "item [2] is a table, expected a number"),
    ("{{1, 2}, {3}}", "item [2] has length 1, expected 2"),
    ("{{1, 2}, 3}", "item [2] is 3, expected an array of length 2"),
    ("{1, 'x'}", "item [2] is \"x\", expected a number"),
    ("{{1, 2}, {3, true}}", "item [2][2] is true, expected a number"),
    ("{a = 1}", "expected a list, got a table with key \"a\""),
    ("{1, 2, a = 1}", "expected a list, got a table with key \"a\""),
    ("{{1}, {2, [7] = 1}}", "item [2]: expected a list, got a table with key 7"),
    ("{{}, {a = 1}}", "item [2]: expected a list, got a table with key \"a\""),
  ])
  func irregularTablesNameThePlace(code: String, message: String) throws {
    let lua = Lua()
    defer { lua.close() }
    let table = try #require(try lua.run("return \(code)")[0].asTable)
    #expect {
      try table.numberArray()
    } throws: {
      String(describing: $0) == message
    }
  }

  @Test func selfContainingTableEnds() throws {
    let lua = Lua()
    defer { lua.close() }
    let table = try #require(try lua.run("local t = {} t[1] = t return t")[0].asTable)
    #expect(throws: NumberArrayError.self) { try table.numberArray() }
  }
}
