import CLua
import CLuaShims
import Foundation
import LuaBridge
import Testing

/// What the state has in place of functions of liblua gives what liblua gives.
struct StandardLibraryTests {
  /// What a program returns in a state of liblua alone.
  private func original(_ source: String) throws -> String {
    let state = try #require(luaL_newstate())
    defer { lua_close(state) }
    luaL_openlibs(state)
    let status = luaL_loadstring(state, source)
    try #require(status == LUA_OK)
    try #require(lua_pcallk(state, 0, 1, 0, 0, nil) == LUA_OK)
    var length = 0
    let text = try #require(lua_tolstring(state, -1, &length))
    return ByteText.string(UnsafeRawBufferPointer(start: text, count: length))
  }

  private func ours(_ source: String) throws -> String {
    let lua = Lua()
    defer { lua.close() }
    // A chunk of lua_loadstring is named after its text; errors of C functions name their line.
    let text = try lua.run(source, chunkName: source).first
    return try #require(text?.asString)
  }

  @Test("Patterns, sort, concat, move and rep as in liblua", arguments: 1...4)
  func equalsOriginals(seed: Int) throws {
    let source = "local SEED, COUNT = \(seed), 4000\n" + Self.program
    let expected = try original(source).split(separator: "\n", omittingEmptySubsequences: false)
    let got = try ours(source).split(separator: "\n", omittingEmptySubsequences: false)
    #expect(expected.count > 20_000)
    #expect(got.count == expected.count)
    let differences = zip(got, expected).filter { $0 != $1 }
    #expect(differences.isEmpty, "\(differences.prefix(3))")
  }

  @Test("A finaliser can be asked for, called, and fails alone")
  func finalizers() throws {
    let lua = Lua()
    defer { lua.close() }
    let results = try lua.run(
      """
      local log, mt = {}, {}
      mt.__gc = function(t) log[#log + 1] = t.name end
      setmetatable({name = "a"}, mt)
      setmetatable({name = "b"}, mt)
      setmetatable({}, {__gc = function() error("no") end})
      setmetatable({}, {__gc = function() coroutine.yield() end})
      setmetatable({}, {__gc = true})
      collectgarbage() collectgarbage()
      mt.__gc({name = "c"})
      table.sort(log)
      return table.concat(log), pcall(setmetatable({}, {__gc = function() error("no", 0) end}) and
        getmetatable(setmetatable({}, {__gc = function() error("no", 0) end})).__gc)
      """)
    #expect(results == ["abc", false, "no"])
  }

  /// Random patterns, subjects, replacements; wrong arguments; tables that are sorted in many orders.
  private static let program = #"""
    math.randomseed(SEED)
    local count = COUNT
    local random = math.random
    local function pick(list) return list[random(#list)] end
    local classes = {}
    for letter in ("acdglpsuwxzACDGLPSUWXZ"):gmatch(".") do classes[#classes + 1] = "%" .. letter end
    local plain = { "a", "b", "c", "ab", "1", " ", "_", "-", "\0", "\xe9", "]", "^", "%." , "%%", "%]", "%-", "." }
    local function set()
      local parts = { "[", random(4) == 1 and "^" or "" }
      if random(6) == 1 then parts[#parts + 1] = "]" end
      for _ = 1, random(0, 3) do
        parts[#parts + 1] = pick { pick(classes), pick(plain), "a-c", "0-9", "a-", "-z", "%a-z", "a-%z" }
      end
      if random(40) > 1 then parts[#parts + 1] = "]" end
      return table.concat(parts)
    end
    local function item()
      local k = random(100)
      local one
      if k <= 35 then one = pick(plain)
      elseif k <= 55 then one = pick(classes)
      elseif k <= 70 then one = set()
      elseif k <= 74 then return "%b" .. pick { "()", "ab", "aa", "a", "" }
      elseif k <= 78 then return "%f" .. pick { set(), "[%w]", "[%z]", "a", "" }
      elseif k <= 82 then return "%" .. random(0, 4)
      elseif k <= 85 then return "()"
      elseif k <= 91 then return "("
      elseif k <= 97 then return ")"
      elseif k == 98 then return "%"
      elseif k == 99 then return "$"
      else return "[" end
      return one .. pick { "", "", "*", "+", "-", "?" }
    end
    local function balanced(p)
      -- mostly patterns that make sense
      if random(5) == 1 then return p end
      local open, out = 0, {}
      for part in p:gmatch("%%?.") do
        if part == "(" then open = open + 1 elseif part == ")" then open = open - 1 end
        out[#out + 1] = part
      end
      return p .. (")"):rep(open)
    end
    local function pattern()
      local parts = { random(8) == 1 and "^" or "" }
      for _ = 1, random(0, 6) do parts[#parts + 1] = item() end
      if random(10) == 1 then parts[#parts + 1] = "$" end
      return balanced(table.concat(parts))
    end
    local letters = { "a", "b", "c", "ab", "(", ")", "1", "2", " ", "_", "A", "\0", "\xe9", "]", "^", "%", "-", "." }
    local function subject()
      local parts = {}
      for _ = 1, random(0, 14) do parts[#parts + 1] = pick(letters) end
      return table.concat(parts)
    end
    local replacements = {
      function() return "<%0>" end, function() return "%1%2" end, function() return "%%x%9" end, function() return "%" end,
      function() return "%x" end, function() return { a = 1, b = false, ab = "z" } end, function() return { a = {} } end,
      function() return function(...) return select("#", ...) end end, function() return function(x) return x == "a" and "!" end end,
      function() return function() return {} end end, function() return 12 end, function() return true end, function() end,
    }
    local log = {}
    local function show(...)
      local out = {}
      for k = 1, select("#", ...) do
        local v = select(k, ...)
        out[k] = type(v) == "string" and ("%q"):format(v) or type(v) == "table" and "table" or tostring(v)
      end
      return table.concat(out, ",")
    end
    local function note(...) log[#log + 1] = show(...) end
    local function init() return pick { nil, nil, 1, 2, 3, 0, -1, -3, 20, -20, math.mininteger, math.maxinteger } end
    for k = 1, count do
      local s, p = subject(), pattern()
      local i = init()
      note(k, s, p, i, pcall(string.find, s, p, i))
      note(k, pcall(string.find, s, p, i, true))
      note(k, pcall(string.match, s, p, i))
      note(k, pcall(string.gsub, s, p, pick(replacements)(), pick { nil, nil, 0, 1, 2, -1 }))
      note(k, pcall(function()
        local out = {}
        for a, b, c in string.gmatch(s, p, i) do out[#out + 1] = show(a, b, c) if #out > 50 then break end end
        return table.concat(out, ";")
      end))
    end
    for n = 190, 230, 3 do
      note(n, pcall(string.find, ("a"):rep(300), ("a?"):rep(n)), pcall(string.find, ("a"):rep(300), ("b?"):rep(n)),
        pcall(string.find, ("a"):rep(300), ("a-"):rep(n)), pcall(string.find, ("a"):rep(300), ("(a)"):rep(n // 6)),
        pcall(string.find, "a", ("b*"):rep(n)), pcall(string.match, ("a"):rep(40), ("()"):rep(n // 6)))
    end
    for _, call in ipairs {
      { string.find }, { string.find, "a" }, { string.find, {}, "a" }, { string.match, "a", {} }, { string.find, "a", "b", "x" },
      { string.gsub, "a", "b" }, { string.gsub, "a", "b", nil }, { string.gsub, "a", "a", "b", "c" }, { string.gmatch, "a" },
      { string.rep }, { string.rep, "a" }, { string.rep, "a", -1 }, { string.rep, "a", 0 }, { string.rep, "ab", 3, "," },
      { string.rep, "a", 1 << 62, "bb" }, { string.rep, "a", math.maxinteger }, { string.rep, "ab", 1.5 },
      { string.rep, "x", 1, "," }, { string.rep, "", 4, "," }, { string.rep, 7, 3 }, { string.gsub, "hello", "", "-" },
      { string.gsub, "abc", "%w", "%1" }, { string.gsub, "abc", "()", "%1" }, { string.find, "", "" }, { string.find, "", "", 2 },
      { string.find, "abc", "", 4 }, { string.find, "abc", "", 5 }, { string.gsub, "abc d", "%f[%w]%w+", "<%0>" },
      { table.concat }, { table.concat, 1 }, { table.concat, { 1, {}, 3 } }, { table.concat, { 1, 2, 3 }, ", ", 2 }, { table.concat, { 1, 2, 3 }, ", ", 2, 3 },
      { table.concat, { 1, 2 }, ", ", 1, 3 }, { table.concat, {}, "x" }, { table.concat, { 1, 2 }, {} }, { table.concat, { 1.5, "a", 2 }, 0 },
      { table.concat, { [math.maxinteger] = "z" }, "", math.maxinteger, math.maxinteger }, { table.concat, setmetatable({}, { __len = function() return 3 end, __index = function(_, k) return k * 2 end }), "-" },
      { table.sort }, { table.sort, 1 }, { table.sort, { 1, 2 }, 1 }, { table.sort, { 1, "a" } }, { table.sort, { 3, 1, 2, nil, 5 } },
      { table.sort, { 3, 1, 2, 5, 4, 9, 8 }, function() return true end }, { table.sort, { {}, {} } }, { table.sort, setmetatable({}, { __len = function() return math.maxinteger end }) },
      { table.sort, "x" }, { table.concat, "x" }, { table.sort, io.stdout },
      { table.move }, { table.move, {}, 1, 2 }, { table.move, {}, 1, 2, 3, 4 }, { table.move, { 1, 2, 3 }, 0, math.maxinteger, 1 }, { table.move, {}, math.mininteger, 0, 1 },
      { table.move, {}, 1, 2, math.maxinteger }, { table.move, 1, 1, 2, 3 }, { setmetatable }, { setmetatable, {}, 1 }, { setmetatable, 1, {} },
      { setmetatable, setmetatable({}, { __metatable = 1 }), {} },
    } do note(pcall(table.unpack(call, 1, 5))) end
    for k = 1, count / 20 do
      local n = random(0, 300)
      local t = {}
      for i = 1, n do t[i] = pick { random(10), random(), random(1000) } end
      local kind = random(4)
      local ok, message
      if kind == 1 then ok, message = pcall(table.sort, t)
      elseif kind == 2 then ok, message = pcall(table.sort, t, function(a, b) return a > b end)
      elseif kind == 3 then ok, message = pcall(table.sort, t, function(a, b) return a // 3 < b // 3 end)
      else ok, message = pcall(table.sort, t, function(a, b) return random(2) == 1 end) end
      note(ok, message, table.concat(t, " "))
      local from, to, at = random(-3, 10), random(-3, 12), random(-3, 10)
      local u = {}
      for i = -3, 12 do u[i] = i end
      local v = random(2) == 1 and {} or nil
      local moved = table.move(u, from, to, at, v)
      local out = {}
      for i = -8, 24 do out[#out + 1] = tostring(moved[i]) end
      note(table.concat(out, " "))
    end
    return table.concat(log, "\n")
    """#
}
