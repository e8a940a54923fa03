import LuaBridge
import Testing

struct DocumentationTableTests {
  @Test func namesAreFoundInFullAndInPart() throws {
    let lua = try Demo.lua()
    defer { lua.close() }
    let documentation = lua.documentation
    for name in ["demo.apply", "tarn.demo.apply", "apply"] {
      #expect(documentation.find(name).map(\.name) == ["demo.apply"])
    }
    for name in ["counter:add", "counter.add", "add"] {
      #expect(documentation.find(name).map(\.name) == ["counter:add"])
    }
    #expect(documentation.nearest(to: "demo.aply") == "demo.apply")
    #expect(documentation.nearest(to: "aply") == "demo.apply")
    #expect(documentation.search("new counter").map(\.name) == ["demo.counter"])
    #expect(documentation.names.contains("demo.answer"))
  }

  @Test func everyExampleRuns() throws {
    let lua = try Demo.lua()
    defer { lua.close() }
    try lua.install(SessionModule.declaration(version: "0", script: nil, arguments: []))
    #expect(lua.documentation.examples.count >= 7)
    for (name, code) in lua.documentation.examples {
      let code = code.replacing("print", with: "tostring")
      #expect(throws: Never.self, "\(name)") {
        do { try lua.run("return " + code) } catch let error as LuaError
          where !error.message.contains("tostring")
        {
          try lua.run(code)
        }
      }
    }
  }

  @Test func helpSaysEverything() throws {
    let lua = try Demo.lua()
    defer { lua.close() }
    #expect(
      lua.documentation.help("demo.counter") == """
        demo.counter{…}  → counter
          A new counter.

        Options
          start  integer >= 0, default 0; First value.

        Example
          demo.counter{start = 3}
        """)
    let module = try #require(lua.documentation.help("demo"))
    #expect(module.contains("apply    Calls f."))
    #expect(module.contains("demo(values…)"))
    #expect(lua.documentation.help("nothing") == nil)
    #expect(throws: MessageError.self) { try lua.help("demo.aply") }
    #expect(try lua.help("").contains("demo  An example."))
  }

  @Test func signaturesShowWhatIsRequired() {
    let function = FunctionDeclaration(
      name: "f",
      arguments: [Argument("net", .any), Argument("x", .any, optional: true)],
      options: [Option("eps", .number, required: true), Option("steps", .integer)],
      summary: "", body: { _ in nil })
    #expect(function.signature(named: "m.f") == "m.f(net, [x], {eps =, …})")
  }

  @Test func editorStubsAreLua() throws {
    let lua = try Demo.lua()
    defer { lua.close() }
    let stubs = lua.documentation.editorStubs()
    #expect(stubs.hasPrefix("---@meta"))
    for line in [
      "---@class tarn.counter", "---@field value integer The count.",
      "---@operator add(tarn.counter|number): tarn.counter", "---@param step? integer How much.",
      "---@return tarn.counter", "function counter:add(step) end",
      "---@overload fun(x: number): number",
      "---@class (exact) tarn.options.demo.counter", "---@field start? integer First value.",
      "---@param options? tarn.options.demo.counter", "function demo.counter(options) end",
    ] {
      #expect(stubs.contains(line), "\(line)")
    }
    #expect(throws: Never.self) { _ = try Lua().load(stubs, chunkName: "=stubs") }
  }
}
