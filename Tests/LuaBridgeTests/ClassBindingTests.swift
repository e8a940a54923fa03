import LuaBridge
import Testing

struct ClassBindingTests {
  @Test func fieldsMethodsOperators() throws {
    let lua = try Demo.lua()
    defer { lua.close() }
    try lua.run(
      """
      local c = demo.counter{start = 3}
      assert(c.value == 3 and c:add():add(2).value == 6 and #c == 6)
      assert(c + 1 == 7 and 1 + c == 7 and c + c == 12)
      assert(demo.counter() < c and c > demo.counter())
      assert(c[2] == 8 and c(0.5) == 6.5 and tostring(c) == "counter(6)")
      assert(c ~= demo.counter{start = 6} and c == c:add())
      """)
  }

  @Test(arguments: [
    (
      "return demo.counter().vlaue",
      "a counter has no field or method 'vlaue'; did you mean 'value'?"
    ),
    ("demo.counter():ad()", "a counter has no field or method 'ad'; did you mean 'add'?"),
    (
      "demo.counter().add(3)",
      "counter:add: expected a counter before it, got 3; write object:add(...)"
    ),
    ("demo.counter().add()", "got nothing"),
    ("demo.counter().add(io.stdout)", "got a userdata"),
    ("demo.counter().value = 3", "counter cannot be changed: 'value' is not assignable"),
    ("return demo.counter()[1.5]", "counter: index must be an integer, got 1.5"),
    ("return demo.counter()[print]", "cannot be indexed with a function"),
    ("return demo.counter() - 1", "attempt to perform arithmetic on a counter value"),
  ])
  func misuseIsExplained(code: String, message: String) throws {
    let lua = try Demo.lua()
    defer { lua.close() }
    let got = try #require(failure(lua, code))
    #expect(got.contains(message), "\(got)")
    #expect(got.hasPrefix("chunk:1: "))
  }

  @Test func metatablesAreOutOfReach() throws {
    let lua = try Demo.lua()
    defer { lua.close() }
    try lua.run(
      """
      local c = demo.counter()
      assert(getmetatable(c) == false and debug.getmetatable(c) == false)
      assert(not pcall(setmetatable, c, {}))
      assert(not pcall(debug.setmetatable, c, {}))
      assert(not pcall(debug.setmetatable, io.stdout, {}))
      assert(rawget(debug, "getregistry") == nil)
      assert(debug.getupvalue(demo.counter, 1) == nil)
      assert(not pcall(debug.setupvalue, demo.counter, 1, io.stdout))
      assert(getmetatable(demo) == false and not pcall(setmetatable, _G, {}))
      assert(c:add().value == 1)
      """)
  }

  @Test func closedObjectsAreRefused() throws {
    let tally = Tally()
    let lua = try Demo.lua(tally)
    defer { lua.close() }
    try lua.run("do local c <close> = demo.counter() saved = c end")
    #expect(tally.count == 0)
    for code in [
      "saved:add()", "return saved.value", "return #saved", "return saved + 1", "return saved[1]",
      "saved(1)", "demo.apply(print, saved)",
    ] {
      #expect(failure(lua, code)?.contains("closed") == true, "\(code)")
    }
    #expect(try lua.run("return tostring(saved)") == ["counter (closed)"])
    // Closing again, and collection after closing, release nothing twice.
    try lua.run("do local c <close> = saved end saved = nil collectgarbage() collectgarbage()")
    #expect(tally.count == 0)
  }

  @Test func finalizersRunAtClose() throws {
    let tally = Tally()
    let lua = try Demo.lua(tally)
    try lua.run("keep = {} for i = 1, 100 do keep[i] = demo.counter() end")
    #expect(tally.count == 100)
    // A script's own finaliser may use objects that are being collected.
    try lua.run("setmetatable({}, {__gc = function() seen = keep[1].value end})")
    lua.close()
    #expect(tally.count == 0)
  }

  @Test func subclassesUseTheDeclarationOfTheirBase() throws {
    let lua = try Demo.lua()
    defer { lua.close() }
    let loud = LoudCounter()
    loud.value = 8
    try lua.setGlobal("loud", .object(loud))
    #expect(try lua.run("return loud.value, loud:add().value") == [8, 9])
    #expect(try lua.run("return loud")[0].asObject(LoudCounter.self) === loud)
    #expect(lua.classDeclaration(of: loud)?.name == "counter")
  }

  @Test func undeclaredClassesAreRefused() throws {
    final class Unknown {}
    let lua = try Demo.lua()
    defer { lua.close() }
    #expect(throws: MessageError.self) { try lua.setGlobal("x", .object(Unknown())) }
    #expect(throws: MessageError.self) { try lua.register(Demo.counterClass()) }
  }

  @Test func standardFunctionsTakeObjects() throws {
    let lua = try Demo.lua()
    defer { lua.close() }
    try lua.run(
      """
      local c = demo.counter{start = 3}
      -- The length is asked for once, and the loop ends there.
      local items = {}
      for i, v in ipairs(c) do items[i] = v end
      assert(#items == 3 and items[1] == c[1] and items[3] == c[3])
      assert(#{ipairs({})} == 3)
      assert(c .. "!" == tostring(c) .. "!" and "<" .. c == "<" .. tostring(c) and 1 .. c == "1" .. tostring(c))
      -- What is no object goes the library's way, with its messages.
      local _, message = pcall(ipairs)
      assert(message:find("bad argument #1 to 'ipairs'", 1, true), message)
      _, message = pcall(function() return ("%d"):format("x") end)
      assert(message:find("bad argument #1 to 'format'", 1, true), message)
      assert(("%5.2f|%s|%%|%d"):format(1, "a", 2) == " 1.00|a|%|2" and tonumber("10", 2) == 2)
      assert(tonumber(c) == nil and tonumber("0x10") == 16)
      """)
    let got = try #require(failure(lua, "for _ in pairs(demo.counter()) do end"))
    #expect(got.contains("pairs: a counter is no table; ?counter lists what it has"), "\(got)")
    #expect(try #require(failure(lua, "return demo.counter() .. {}")).contains("a table"))
  }

  @Test func typesHaveNames() throws {
    let lua = try Demo.lua()
    defer { lua.close() }
    try lua.install(SessionModule.declaration(version: "1", script: nil, arguments: []))
    try lua.run(
      """
      local names = {}
      for i, v in ipairs { demo.counter(), demo, {}, "", 1, 1.5, true, print, coroutine.create(print) } do
        names[i] = tarn.type(v)
      end
      assert(table.concat(names, " ") ==
        "counter module table string integer float boolean function thread", table.concat(names, " "))
      assert(tarn.type(nil) == "nil" and tarn.type() == "nil")
      """)
  }

  @Test func globalsOnceAssignedMayBeNil() throws {
    let lua = try Demo.lua()
    defer { lua.close() }
    try lua.run("x = 1; x = nil; assert(x == nil); y = nil; assert(not y)")
    #expect(try #require(failure(lua, "z = z0")).contains("'z0' is not defined"))
    lua.foreignNames = ["torch": "see ?demo"]
    #expect(
      try #require(failure(lua, "return torch.zeros")).hasSuffix(
        "'torch' is not defined; see ?demo"))
  }
}
