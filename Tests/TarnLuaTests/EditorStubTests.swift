import LuaBridge
import Testing

/// The file for editors is Lua, with every class and function in it.
@Suite struct EditorStubTests {
  @Test func theStubsOfAllModulesRun() throws {
    let session = try ModuleSession()
    let stubs = session.lua.documentation.editorStubs()
    let lua = Lua()
    defer { lua.close() }
    try lua.run("tarn = {}")
    try lua.run(stubs, chunkName: "=stubs")
    var classes = 0
    for entry in session.lua.documentation.entries {
      switch entry.subject {
      case .objects(let type):
        classes += 1
        let name = type.name.replacing(" ", with: "_")
        #expect(stubs.contains("---@class tarn.\(name)\n"), "\(name)")
        for method in type.methods { #expect(stubs.contains("function \(name):\(method.name)(")) }
      case .module(let module):
        let table = try #require(lua.global(module.name).asTable, "\(module.name)")
        for function in module.functions {
          #expect(table[function.name].asFunction != nil, "\(module.name).\(function.name)")
        }
      default: break
      }
    }
    #expect(classes > 10)
    #expect(stubs.contains("---@return tarn.reachable_set"))
    #expect(stubs.contains("---@param set tarn.input_set"))
  }
}
