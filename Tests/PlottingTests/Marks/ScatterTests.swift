import Plotting
import Testing

@Suite struct ScatterTests {
  @Test func colorsNeedABar() throws {
    let plain = try Figure([Scatter(x: [1, 2], y: [1, 2])]).script()
    #expect(!plain.contains("palette"))
    let colored = try Figure(
      [Scatter(x: [1, 2], y: [1, 2], color: [5, 6])], color: Axis("accuracy")
    ).script()
    #expect(colored.contains("set palette defined (0 '#440154'"))
    #expect(colored.contains("set cblabel 'accuracy' noenhanced"))
    #expect(colored.contains("1 1 5\n2 2 6\n"))
  }

  @Test func colorsMustBeAsManyAsPoints() {
    #expect(throws: PlotError.self) {
      try Figure([Scatter(x: [1, 2], y: [1, 2], color: [5])]).script()
    }
  }

  @Test func pointsWithoutColorAreLeftOut() throws {
    let scatter = Scatter(x: [1, 2, 3], y: [1, 2, .nan], color: [.nan, 6, 7])
    #expect(try Figure([scatter]).script().contains("$data1 << EOD\n2 2 6\nEOD"))
    #expect(throws: PlotError.self) {
      try Figure([Scatter(x: [1], y: [1], color: [.nan])]).script()
    }
  }

  @Test func groupsKeepTheOrderOfAppearance() throws {
    let groups = try Scatter.groups(
      x: [1, 2, 3, 4], y: [5, 6, 7, 8], names: ["b", "a", "b", "c"], color: [1, 2, 3, 4])
    #expect(groups.map(\.label) == ["b", "a", "c"])
    #expect(groups[0] == Scatter(x: [1, 3], y: [5, 7], color: [1, 3], label: "b"))
    let script = try Figure(groups).script()
    #expect(Set(script.matches(of: /pointtype (\d+)/).map(\.output.1)).count == 3)
  }

  @Test func groupNamesMustBeAsManyAsPoints() {
    #expect(throws: PlotError.self) { try Scatter.groups(x: [1], y: [1], names: []) }
    #expect(throws: PlotError.self) { try Scatter.groups(x: [1], y: [1, 2], names: ["a"]) }
    #expect(throws: PlotError.self) {
      try Scatter.groups(x: [1], y: [1], names: ["a"], color: [])
    }
  }
}
