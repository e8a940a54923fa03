import LuaBridge
import Testing

struct ErrorPassageTests {
  @Test func noSwiftObjectLeaksWhenErrorsPass() throws {
    let tally = Tally()
    let lua = try Demo.lua(tally)
    try lua.run(
      """
      for i = 1, 1000 do
        local ok, message = pcall(demo.fail, i)
        assert(not ok and message:find("does not fit"))
      end
      """)
    #expect(tally.count == 0)
    // Through Swift, Lua and Swift again.
    try lua.run("for i = 1, 1000 do pcall(demo.apply, function() demo.fail(i) end, i) end")
    #expect(tally.count == 0)
    // Out of a coroutine.
    try lua.run(
      "for i = 1, 100 do local c = coroutine.create(demo.fail) coroutine.resume(c, i) end")
    #expect(tally.count == 0)
    lua.close()
  }

  @Test func errorValuesPassThroughSwiftUnchanged() throws {
    let lua = try Demo.lua()
    defer { lua.close() }
    #expect(
      try lua.run(
        """
        local value = {code = 3}
        local ok, error_ = pcall(demo.apply, function() error(value) end, 1)
        return not ok and rawequal(error_, value)
        """) == [true])
    #expect(
      try lua.run("return select(2, pcall(demo.apply, function() error('plain', 0) end, 1))")
        == ["plain"])
    #expect(try lua.run("return select(2, pcall(demo.apply, function() error() end, 1))") == [nil])
  }

  @Test func positionIsAddedOnce() throws {
    let lua = try Demo.lua()
    defer { lua.close() }
    let nested = """
      local function inner() demo.fail(7) end
      demo.apply(function() demo.apply(inner, 1) end, 1)
      """
    #expect(failure(lua, nested) == "chunk:1: shape 7 does not fit")
  }

  @Test func swiftErrorsKeepTheirType() throws {
    let lua = try Demo.lua()
    defer { lua.close() }
    do {
      try lua.run("demo.apply(function() demo.fail(9) end, 1)")
      Issue.record("no error")
    } catch let error as LuaError {
      #expect(error.underlying as? ShapeError == ShapeError(got: 9))
    }
    // Also if the script caught and raised it again.
    do {
      try lua.run("local ok, e = pcall(demo.fail, 4) error(e, 0)")
      Issue.record("no error")
    } catch let error as LuaError {
      #expect(error.underlying as? ShapeError == ShapeError(got: 4))
    }
  }

  @Test func tracebackNamesAllLines() throws {
    let lua = try Demo.lua()
    defer { lua.close() }
    let code = """
      local function inner() demo.fail() end
      local function outer()
        demo.apply(inner, 1)
        return 1
      end
      outer()
      """
    do {
      try lua.run(code, chunkName: "@file.lua")
      Issue.record("no error")
    } catch let error as LuaError {
      for line in ["file.lua:1:", "file.lua:3:", "file.lua:6:"] {
        #expect(error.traceback.contains(line), "\(line) in \(error.traceback)")
      }
    }
  }

  @Test func errorsWithoutTextAreShown() throws {
    let lua = Lua()
    defer { lua.close() }
    #expect(failure(lua, "error()")?.contains("nil") == true)
    #expect(failure(lua, "error({})")?.contains("table") == true)
    let object = "error(setmetatable({}, {__tostring = function() return 'told' end}))"
    #expect(failure(lua, object) == "told")
  }

  @Test func libraryFunctionsStillWork() throws {
    let lua = Lua()
    defer { lua.close() }
    try lua.run(
      """
      assert(select("#", pcall(function() return nil, nil end)) == 3)
      local ok, e = pcall(error, "x", 0) assert(not ok and e == "x")
      assert(select(2, xpcall(function(...) return select("#", ...) end, print, 1, nil, 3)) == 3)
      ok, e = xpcall(error, function(m) return m .. "!" end, "x", 0) assert(e == "x!")
      -- yield across pcall
      local co = coroutine.wrap(function(a)
        local ok, b = pcall(coroutine.yield, a + 1)
        local ok2, c = pcall(function() error(coroutine.yield(b) .. "c", 0) end)
        return ok, ok2, c
      end)
      assert(co(1) == 2) assert(co(5) == 5)
      ok, e, c = co("b") assert(ok == true and e == false and c == "bc")
      assert(not pcall(co))
      local dead = coroutine.create(function() end)
      assert(coroutine.resume(dead)) assert(not coroutine.resume(dead))
      assert(coroutine.status(dead) == "dead" and coroutine.isyieldable() == false)
      local wrapped = coroutine.wrap(function() error("inside", 0) end)
      ok, e = pcall(wrapped) assert(e:find("inside"))
      assert(coroutine.close(coroutine.create(print)))
      local closed
      wrapped = coroutine.wrap(function()
        local x <close> = setmetatable({}, {__close = function() closed = true end})
        error({})
      end)
      pcall(wrapped) assert(closed)
      """)
  }
}
