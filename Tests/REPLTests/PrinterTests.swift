import LuaBridge
import REPL
import Testing

struct PrinterTests {
  @Test(arguments: [
    ("{1, 2, 3}", "{1, 2, 3}"), ("{b = 1, a = {2}}", "{a = {2}, b = 1}"),
    ("{1, nil, 3, x = 0}", nil),
    (
      "{[1.5] = 1, [true] = 2, ['a b'] = 3, ['end'] = 4}",
      "{[1.5] = 1, [\"a b\"] = 3, [\"end\"] = 4, [true] = 2}"
    ),
    ("(function() local t = {} t.me = t return t end)()", "{me = <cycle>}"),
    ("(function() local s = {1} return {s, s} end)()", "{{1}, {1}}"),
    ("{{{{{1}}}}}", "{{{{{…}}}}}"), ("{print}", "{function}"),
    ("setmetatable({}, {__tostring = function() return 'own' end})", "own"),
    ("{setmetatable({}, {__tostring = function() return 'own' end})}", "{own}"),
    ("'tab\\t\\0'", "\"tab\\t\\0\""), ("0.1", "0.1"), ("1e15", "1e+15"), ("-0.0", "-0.0"),
  ])
  func shows(code: String, expected: String?) throws {
    let lua = Lua()
    defer { lua.close() }
    let text = Printer(lua: lua).text(of: try lua.run("return \(code)")[0])
    if let expected { #expect(text == expected) } else { #expect(text.contains("x = 0")) }
  }

  @Test func longTablesAreFoldedAndCut() throws {
    let lua = Lua()
    defer { lua.close() }
    let code = "local t = {} for i = 1, 1000 do t[i] = i end return t"
    let text = Printer(lua: lua).text(of: try lua.run(code)[0])
    #expect(text.contains("… 950 more"))
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
    let names = "local t = {} for i = 10, 30 do t['long_name_' .. i] = i end return t"
    let lines = Printer(lua: lua).text(of: try lua.run(names)[0]).split(separator: "\n")
    #expect(lines.count == 23 && lines[1] == "  long_name_10 = 10,")
  }

  @Test func errorsInTostringAreShown() throws {
    let lua = Lua()
    defer { lua.close() }
    let code = "return setmetatable({}, {__tostring = function() error('oops') end})"
    #expect(Printer(lua: lua).text(of: try lua.run(code)[0]) == "{}")
  }
}
