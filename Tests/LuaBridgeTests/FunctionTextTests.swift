import LuaBridge
import Testing

struct FunctionTextTests {
  @Test func functionsShowTheirSignature() throws {
    let lua = try Demo.lua()
    defer { lua.close() }
    try lua.run(
      """
      assert(tostring(demo.counter) == "demo.counter{start =}", tostring(demo.counter))
      assert(tostring(demo.apply) == "demo.apply(f, x)")
      assert(tostring(demo.counter().add) == "counter:add([step])")
      assert(tostring(print):find("^function: 0x") and tostring(function() end):find("^function: 0x"))
      assert(not pcall(function() return print.x end))
      """)
  }

  @Test func ofManyOptionsTheFirstAreShown() throws {
    let lua = Lua()
    defer { lua.close() }
    let options = (1...20).map { Option("o\($0)", .number, required: $0 == 20) }
    let function = try lua.function(
      FunctionDeclaration(name: "f", options: options, summary: "", results: { _ in [] }))
    let text = try lua.describe(.function(function))
    #expect(text.hasPrefix("f{o20 =, o1 =,") && text.hasSuffix("o11 =, …}"), "\(text)")
  }
}
