import LuaBridge
import TarnLua
import Testing

@Suite struct DataModuleTests {
  @Test func withoutStandardLibrary() throws {
    let fixture = try ModuleSession(standardLibrary: nil)
    let error = #expect(throws: LuaError.self) { try fixture.lua.run("data.iris()") }
    #expect(
      error?.message.contains("the standard library, which holds this data set, was not found")
        == true)
    try fixture.lua.run("assert(#data.xor() == 4)")
  }

  @Test func missingFileOfTheStandardLibrary() throws {
    let fixture = try ModuleSession(standardLibrary: "/nowhere")
    let error = #expect(throws: LuaError.self) { try fixture.lua.run("data.wine()") }
    #expect(error?.message.contains("cannot read \"/nowhere/data/wine.csv\"") == true)
  }
}
