import TarnLua
import Testing

@Suite struct StatsModuleTests {
  @Test func luaProgram() throws { try ModuleSession().runProgram("stats.lua") }

  @Test func examples() throws {
    let fixture = try ModuleSession()
    ModuleSession.checkExamples(
      of: statsModule(fixture.session).functions + statsTableClass(fixture.session).methods)
  }
}
