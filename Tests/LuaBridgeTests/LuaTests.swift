import LuaBridge
import Testing

struct LuaTests {
  @Test func valuesPassBothWays() throws {
    let lua = Lua()
    defer { lua.close() }
    let values: [LuaValue] = [nil, true, 42, 2.5, "text", .string(""), .integer(.min)]
    let echo = try #require(try lua.run("return function(...) return ... end").first?.asFunction)
    #expect(try echo.call(values) == values)
    #expect(try lua.run("return 'größe', #'größe'") == ["größe", 7])
    #expect(try echo.call([]).isEmpty)
  }

  /// Strings of Lua are bytes, and stay what they are on their way through Swift.
  @Test func bytesPassBothWays() throws {
    let lua = Lua()
    defer { lua.close() }
    let back = try lua.function { call in [call.argument(1)] }
    try lua.setGlobal("back", .function(back))
    let table = try lua.function { call in
      guard case .table(let table) = call.argument(1) else { return [] }
      let fields = table.entries.map { ($0.key.asString ?? "", $0.value) }
      return [.table(try call.lua.table(fields: Dictionary(fields) { $1 }))]
    }
    try lua.setGlobal("copied", .function(table))
    _ = try lua.run(
      """
      -- The last two are the characters that stand for bytes inside of Swift, and their neighbors.
      for _, text in ipairs { "\\xFF", "a\\xE9\\0z", "\\xF4\\x8F\\xBF\\xBF", "\\xF0\\x9F\\x98\\x80", "\\xF4",
        "\\u{10FF7F}", "\\u{10FF80}\\u{10FFFF}\\x80", "größe" } do
        assert(back(text) == text, text)
        assert(copied({ [text] = 1 })[text] == 1, text)
      end
      """)
    #expect(LuaValue.string(ByteText.string([0x61, 0xE9])).shown == #""a\xE9""#)
  }

  @Test func manyArgumentsAndResults() throws {
    let lua = Lua()
    defer { lua.close() }
    let select = try #require(try lua.global("select").asFunction)
    let many = [.string("#")] + (0..<10_000).map { LuaValue.integer($0) }
    #expect(try select.call(many) == [10_000])
    let list = try lua.run("return table.unpack({}, 1, 5000)")
    #expect(list.count == 5000)
  }

  @Test func bytecodeIsRefusedEverywhere() throws {
    let lua = Lua()
    defer { lua.close() }
    #expect(failure(lua, "\u{1B}Lua")?.contains("binary chunk") == true)
    #expect(try lua.run("return string.dump, package.loadlib") == [nil, nil])
    for code in ["return load('\\27Lua')", "return load('\\27Lua', 'x', 'bt')"] {
      let results = try lua.run(code)
      #expect(results.count == 2 && results[0] == .nil, "\(code)")
      #expect(results.last?.asString?.contains("binary chunk") == true, "\(code)")
    }
    #expect(failure(lua, "load(function() return nil end, 'x', 'b')")?.contains("bytecode") == true)
    #expect(try lua.run("return load('return x', 'n', nil, {x = 5})()") == [5])
  }

  @Test func incompleteChunksAreTold() throws {
    let lua = Lua()
    defer { lua.close() }
    func isIncomplete(_ source: String) -> Bool? {
      do {
        _ = try lua.load(source, chunkName: "=t")
        return nil
      } catch { return (error as? LuaError)?.isIncomplete }
    }
    #expect(isIncomplete("x = 1") == nil)
    #expect(isIncomplete("for i = 1, 2 do") == true)
    #expect(isIncomplete("f(") == true)
    #expect(isIncomplete("x = = 1") == false)
  }

  @Test func closedStateIsAnErrorNotACrash() throws {
    let lua = Lua()
    let table = try lua.table([1, 2])
    let function = try #require(try lua.global("print").asFunction)
    lua.close()
    lua.close()
    #expect(throws: ClosedStateError.self) { try function.call() }
    #expect(throws: ClosedStateError.self) { try lua.run("return 1") }
    #expect(table.count == 0)
    #expect(table[1] == nil)
    lua.collectGarbage()
  }

  @Test func valuesOfAnotherStateAreRefused() throws {
    let (one, two) = (Lua(), Lua())
    defer {
      one.close()
      two.close()
    }
    let table = try one.table([1])
    #expect(throws: MessageError.self) { try two.setGlobal("t", .table(table)) }
    #expect(try two.run("return rawget(_G, 't')") == [nil])
  }

  @Test func referencesDroppedOnAnotherThreadAreReleased() async throws {
    let lua = Lua()
    defer { lua.close() }
    try lua.run("weak = setmetatable({}, {__mode = 'v'}); weak[1] = {}")
    // LuaError may cross threads, and holds a reference.
    do {
      var error: (any Error)?
      do { try lua.run("error(weak[1])") } catch let raised { error = raised }
      let sent = error
      #expect(sent is LuaError)
      error = nil
      let task = Task.detached { _ = sent }
      await task.value
    }
    lua.collectGarbage()
    #expect(try lua.run("return weak[1]") == [nil])
  }

  @Test func deepRecursionIsAnError() throws {
    let lua = try Demo.lua()
    defer { lua.close() }
    #expect(failure(lua, "local function f() return 1 + f() end f()")?.contains("overflow") == true)
    let nested = "local function f(n) return demo.apply(f, n) end f(1)"
    #expect(failure(lua, nested)?.contains("overflow") == true)
    #expect(try lua.run("return 1") == [1])
  }

  @Test func hugeStringIsALuaError() throws {
    let lua = Lua()
    defer { lua.close() }
    #expect(try lua.run("return pcall(string.rep, 'x', 1 << 62)").first == false)
    #expect(try lua.run("return pcall(string.rep, 'x', 1 << 46)").first == false)
  }

  @Test func describeUsesTostring() throws {
    let lua = try Demo.lua()
    defer { lua.close() }
    let value = try lua.run("return demo.counter{start = 2}")[0]
    #expect(try lua.describe(value) == "counter(2)")
    let bad = try lua.run("return setmetatable({}, {__tostring = function() error('no') end})")[0]
    #expect(throws: LuaError.self) { try lua.describe(bad) }
    #expect(try lua.describe(.number(0.1)) == "0.1")
  }
}
