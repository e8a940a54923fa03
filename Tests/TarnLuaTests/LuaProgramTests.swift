import Testing

/// The programs of Tests/LuaTests: what Lua sees, tested in Lua.
@Suite struct LuaProgramTests {
  @Test(arguments: ModuleSession.programs)
  func program(_ name: String) throws { try ModuleSession().runProgram(name) }

  @Test func allModulesHaveOne() {
    let modules = [
      "attack", "data", "landscape", "loss", "nn", "optim", "plot", "reach", "stats", "tarn",
      "tensor",
    ]
    #expect(Set(modules.map { "\($0).lua" }).isSubset(of: ModuleSession.programs))
  }
}
