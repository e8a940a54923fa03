import Plotting
import Testing

@Suite struct HistogramTests {
  @Test func everyFiniteValueIsCountedOnce() throws {
    for count in [1, 2, 3, 10, 1000] {
      let values = (0..<count).map { Double(($0 * 7919) % 997) / 10 }
      for bins in [nil, 1, 7, 100] {
        let counted = try Histogram(values + [.nan, .infinity], bins: bins).counted()
        #expect(counted.map(\.count).reduce(0, +) == count)
      }
    }
  }

  @Test func binsCoverTheValues() throws {
    let bins = try Histogram([0, 1, 2, 3, 4], bins: 4).counted()
    #expect(bins.map(\.center) == [0.5, 1.5, 2.5, 3.5])
    #expect(bins.map(\.count) == [1, 1, 1, 2])
    #expect(bins.allSatisfy { $0.width == 1 })
  }

  @Test func equalValuesAreOneBin() throws {
    let bins = try Histogram([3, 3, 3]).counted()
    #expect(bins.map(\.center) == [3] && bins.map(\.count) == [3])
  }

  @Test func extremeValuesDoNotOverflow() throws {
    let greatest = Double.greatestFiniteMagnitude
    let bins = try Histogram([-greatest, 0, greatest]).counted()
    #expect(bins.map(\.count).reduce(0, +) == 3)
    #expect(bins.allSatisfy { $0.center.isFinite })
  }

  @Test(arguments: [0, -1, 10_001]) func numberOfBinsOutOfRangeIsAnError(bins: Int) {
    #expect(throws: PlotError.self) { try Histogram([1, 2], bins: bins).counted() }
  }

  @Test func emptyIsAnError() {
    #expect(throws: PlotError.self) { try Figure([Histogram([])]).script() }
    #expect(throws: PlotError.self) { try Figure([Histogram([.nan])]).script() }
  }

  @Test func barsStandOnZero() throws {
    #expect(try Figure([Histogram([1, 2, 3])]).script().contains("set yrange [0:*]"))
  }

  @Test func wholeNumbersHaveBinsAroundThem() throws {
    let dice = (0..<300).map { Double(1 + ($0 * 7919) % 997 % 6) }
    let bins = try Histogram(dice).counted()
    #expect(bins.map(\.center) == [1, 2, 3, 4, 5, 6] && bins.allSatisfy { $0.width == 1 })
    #expect(bins.map(\.count).reduce(0, +) == 300)
    #expect(try Figure([Histogram(dice)]).script().contains("set xtics 1\n"))
    let classes = (0..<150).map { Double(1 + $0 / 50) }
    #expect(try Histogram(classes).counted().map(\.count) == [50, 50, 50])
    #expect(try Histogram(dice, bins: 2).counted().map(\.width) == [2.5, 2.5])
    #expect(try Histogram([1, 2, 2.5]).counted().allSatisfy { $0.width < 1 })
  }

  @Test func onALogarithmicAxisBarsReachBelowNothing() throws {
    let figure = Figure([Histogram([1, 2, 3, 20], bins: 2)], x: Axis(logarithmic: true))
    _ = try Gnuplot().run(figure.script(for: .svg))
    let small = Figure([Histogram([0, 0, 0, 1])], x: Axis(logarithmic: true))
    _ = try Gnuplot().run(small.script(for: .svg))
  }

  @Test func manyWholeNumbersShareBinsFairly() throws {
    let values = (0..<4000).map { Double($0 % 400) }
    let bins = try Histogram(values).counted()
    #expect(bins.count < 100 && bins.allSatisfy { $0.width == bins[0].width })
    #expect(bins[0].width == bins[0].width.rounded())
    #expect(Set(bins.dropLast().map(\.count)).count == 1)
    #expect(bins.map(\.count).reduce(0, +) == 4000)
  }
}
