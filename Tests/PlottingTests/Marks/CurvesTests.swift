import Plotting
import Testing

@Suite struct CurvesTests {
  @Test func valuesAreCountedFromOne() throws {
    let script = try Figure([Curves([.init("train", [3, 2, 1]), .init("test", [4, 3])])]).script()
    #expect(script.contains("$data1 << EOD\n1 3\n2 2\n3 1\nEOD"))
    #expect(script.contains("$data2 << EOD\n1 4\n2 3\nEOD"))
    #expect(script.contains("title 'train' noenhanced"))
  }

  @Test func emptyIsAnError() {
    #expect(throws: PlotError.self) { try Figure([Curves([])]).script() }
    #expect(throws: PlotError.self) { try Figure([Curves([.init("a", [])])]).script() }
  }
}
