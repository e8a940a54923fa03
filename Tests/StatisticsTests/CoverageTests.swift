import Statistics
import Tensors
import TestSupport
import Testing

@Suite struct CoverageTests {
  /// Chao's own numbers: f1 = 10, f2 = 4 of 30 seen in 100 visits.
  @Test func estimates() {
    let counts =
      [Int](repeating: 1, count: 10) + [2, 2, 2, 2] + [Int](repeating: 5, count: 15) + [7]
    let coverage = Coverage(counts: counts + [0])
    #expect(coverage.seen == 30 && coverage.visits == 100)
    #expect(coverage.once == 10 && coverage.twice == 4)
    expectClose(coverage.coverage, 0.9, absolute: 1e-15)
    expectClose(coverage.atLeast, 30 + 0.99 * 10 * 9 / 10, absolute: 1e-12)
    #expect(coverage.low > 30 && coverage.low < coverage.atLeast)
    #expect(coverage.high > coverage.atLeast)
  }

  @Test func nothingUnseen() {
    let all = Coverage(counts: [5, 6, 7])
    #expect(all.coverage == 1 && all.atLeast == 3 && all.low == 3 && all.high == 3)
    let none = Coverage(counts: [])
    #expect(none.seen == 0 && none.coverage.isNaN && none.atLeast == 0)
    let single = Coverage(counts: [1])
    #expect(single.coverage == 0 && single.atLeast == 1)
  }

  /// Of equally likely things the estimate is right on average.
  @Test func equallyLikelyThings() {
    var total = 0.0
    var inside = 0
    for seed in 0..<200 {
      var random = CounterRandom(seed: UInt64(seed))
      var counts = [Int](repeating: 0, count: 100)
      for _ in 0..<150 { counts[random.integer(below: 100)] += 1 }
      let coverage = Coverage(counts: counts)
      total += coverage.atLeast
      if coverage.low <= 100, 100 <= coverage.high { inside += 1 }
    }
    expectClose(total / 200, 100, absolute: 2)
    #expect(inside > 170)
  }
}
