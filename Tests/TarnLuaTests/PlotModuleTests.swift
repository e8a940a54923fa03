import TarnLua
import Testing

@Suite struct PlotModuleTests {
  @Test func luaProgram() throws { try ModuleSession().runProgram("plot.lua") }

  @Test func examples() throws {
    let fixture = try ModuleSession()
    ModuleSession.checkExamples(
      of: plotModule(fixture.session).functions + figureClass(fixture.session).methods)
  }
}
