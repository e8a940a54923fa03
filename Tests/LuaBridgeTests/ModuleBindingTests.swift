import LuaBridge
import Testing

struct ModuleBindingTests {
  @Test func modulesAreFoundInEveryWay() throws {
    let lua = try Demo.lua()
    defer { lua.close() }
    try lua.run(
      """
      assert(demo == tarn.demo and require "tarn.demo" == demo and require "tarn" == tarn)
      assert(demo.answer == 42 and tostring(demo):find("module demo"))
      local names = {}
      for name in pairs(demo) do names[#names + 1] = name end
      assert(table.concat(names, " ") == "answer apply counter fail")
      assert(rawget(_G, "demo") == nil)
      """)
    #expect(lua.memberNames(ofModule: "demo") == ["answer", "apply", "counter", "fail"])
    #expect(lua.moduleName(of: try #require(lua.module(named: "demo"))) == "demo")
  }

  @Test(arguments: [
    ("demo = 1", "demo is a module; use local"),
    ("demo.counter = 1", "demo is a module and cannot be changed (field 'counter')"),
    ("demo.x = 1", "demo is a module and cannot be changed (field 'x')"),
    ("return demo.conter", "module demo has no 'conter'; did you mean 'counter'?"),
    ("return demo[1]", "module demo has no item 1"),
    ("return tarn.demmo", "module tarn has no 'demmo'; did you mean 'demo'?"),
    ("return prnt", "'prnt' is not defined; did you mean 'print'?"),
    ("return dmo.x", "'dmo' is not defined; did you mean 'demo'?"),
    ("return zzzzzz", "'zzzzzz' is not defined"),
  ])
  func mistakesAreNamed(code: String, message: String) throws {
    let lua = try Demo.lua()
    defer { lua.close() }
    #expect(failure(lua, code) == "chunk:1: " + message)
  }

  @Test func ownGlobalsWork() throws {
    let lua = try Demo.lua()
    defer { lua.close() }
    try lua.run("x = 1 x = x + 1 function f() return x end assert(f() == 2) x = nil")
    #expect(try lua.run("return x") == [nil])
    #expect(try lua.run("return rawget(_G, 'nothing'), unpack, loadstring") == [nil, nil, nil])
    #expect(
      try lua.run("_G.y = 3 local n = 0 for k in pairs(_G) do n = n + 1 end return n > 20") == [
        true
      ])
    #expect(try lua.run("local demo = 5 return demo") == [5])
    #expect(throws: (any Error).self) { try lua.setGlobal("demo", 1) }
  }

  @Test func installingAgainAdds() throws {
    let lua = try Demo.lua()
    defer { lua.close() }
    try lua.install(
      ModuleDeclaration(
        name: "demo", summary: "More.",
        constants: [
          Constant("twice", "Written in Lua.") { lua in
            try lua.run("return function(x) return 2 * x end")[0]
          }
        ]))
    #expect(try lua.run("return demo.twice(demo.answer)") == [84])
    #expect(lua.documentation.find("demo").count == 2)  // the module, and calling it
  }
}
