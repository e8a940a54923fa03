import Foundation
import Statistics
import Tensors
import TestSupport
import Testing

/// Expected numbers are those of scipy 1.17 and numpy.
private let x = [3.1, 1.2, 5.5, 2.2, 9.0, 4.1, 4.1, 7.7, 0.3, 6.0]
private let y = [2.0, 1.0, 4.4, 4.4, 8.5, 3.0, 5.1, 6.6, 0.1, 9.9]
/// Sixty pairs with many ties.
private let u = (0..<60).map { (sin(Double($0) * 1.7) * 10).rounded(.toNearestOrEven) / 2 }
private let v = (0..<60).map { (cos(Double($0) * 0.9) * 7 + u[$0]).rounded(.toNearestOrEven) }

@Suite struct StatisticsTests {
  @Test func moments() throws {
    try expectClose(Statistics.mean(x), 4.32, relative: 1e-12)
    try expectClose(Statistics.standardDeviation(x), 2.779208520424475, relative: 1e-12)
    try expectClose(
      Statistics.standardDeviation(x, isPopulation: true), 2.63658870512638, relative: 1e-12)
    #expect(try Statistics.standardDeviation([5], isPopulation: true) == 0)
    // No cancellation far from zero.
    try expectClose(
      Statistics.standardDeviation(x.map { $0 + 1e9 }), 2.779208520424475, relative: 1e-7)
    #expect(throws: StatisticsError.tooFew(statistic: "mean", needed: 1, got: 0)) {
      try Statistics.mean([])
    }
    #expect(throws: StatisticsError.tooFew(statistic: "standard deviation", needed: 2, got: 1)) {
      try Statistics.standardDeviation([1])
    }
    do {
      _ = try Statistics.mean([1, .nan])
      Issue.record("NaN was accepted")
    } catch {
      #expect("\(error)" == "mean: value 2 is nan")
    }
  }

  @Test func quantiles() throws {
    for (probability, expected) in [(0.1, 1.11), (0.25, 2.425), (0.5, 4.1), (0.9, 7.83)] {
      try expectClose(Statistics.quantile(x, probability), expected, relative: 1e-12)
    }
    #expect(try Statistics.quantile(x, 0) == 0.3)
    #expect(try Statistics.quantile(x, 1) == 9)
    #expect(try Statistics.median([3, 1]) == 2)
    #expect(try Statistics.median([-.infinity, 1, .infinity]) == 1)
    #expect(throws: StatisticsError.self) { try Statistics.quantile(x, 1.5) }
    #expect(throws: StatisticsError.self) { try Statistics.quantile(x, .nan) }
    #expect(throws: StatisticsError.self) { try Statistics.median([]) }
  }

  @Test func ranksShareTies() throws {
    #expect(try Statistics.ranks(x) == [4, 2, 7, 3, 10, 5.5, 5.5, 9, 1, 8])
    #expect(try Statistics.ranks([2, 2, 2]) == [2, 2, 2])
    #expect(try Statistics.ranks([]).isEmpty)
  }

  @Test func pearson() throws {
    let small = try Statistics.pearson(x, y)
    expectClose(small.value, 0.8447497708421425, relative: 1e-12)
    expectClose(small.p, 0.0020980488255885333, relative: 1e-11)
    let large = try Statistics.pearson(u, v)
    expectClose(large.value, 0.5996105965296288, relative: 1e-12)
    expectClose(large.p, 4.1382189060445384e-07, relative: 1e-10)
    let line = try Statistics.pearson([1, 2, 4], [-2, -4, -8])
    #expect(line.value == -1 && line.p == 0)
    // Scale does not matter, not even an extreme one.
    let huge = try Statistics.pearson(x.map { $0 * 1e300 }, y.map { $0 * 1e-300 })
    expectClose(huge.value, small.value, relative: 1e-12)
  }

  @Test func spearman() throws {
    let small = try Statistics.spearman(x, y)
    expectClose(small.value, 0.878048780487805, relative: 1e-12)
    expectClose(small.p, 0.0008331211583533242, relative: 1e-11)
    let large = try Statistics.spearman(u, v)
    expectClose(large.value, 0.5958248174164799, relative: 1e-12)
    expectClose(large.p, 5.105293279640828e-07, relative: 1e-10)
    // Any rising function leaves it as it is.
    #expect(try Statistics.spearman(x.map { exp($0) }, y) == small)
  }

  @Test func kendall() throws {
    let small = try Statistics.kendall(x, y)
    expectClose(small.value, 0.75, relative: 1e-12)
    expectClose(small.p, 0.002927584113936567, relative: 1e-11)
    let large = try Statistics.kendall(u, v)
    expectClose(large.value, 0.45159511964792504, relative: 1e-12)
    expectClose(large.p, 9.491389765917143e-07, relative: 1e-10)
    // Without ties and small: exact.
    let exact = try Statistics.kendall([1, 2, 3, 4, 5, 6, 7, 8], [2, 1, 4, 3, 7, 8, 6, 5])
    expectClose(exact.value, 0.5, relative: 1e-12)
    expectClose(exact.p, 0.10868055555555556, relative: 1e-12)
  }

  @Test func kendallCountsPairs() throws {
    var random = CounterRandom(seed: 4)
    for _ in 0..<50 {
      let n = 3 + random.integer(below: 40)
      let a = (0..<n).map { _ in Double(random.integer(below: 8)) }
      let b = (0..<n).map { _ in Double(random.integer(below: 8)) }
      var (surplus, pairsA, pairsB) = (0.0, 0.0, 0.0)
      for i in 0..<n {
        for j in 0..<i {
          let sign = (a[i] - a[j]) * (b[i] - b[j])
          surplus += sign > 0 ? 1 : (sign < 0 ? -1 : 0)
          pairsA += a[i] != a[j] ? 1 : 0
          pairsB += b[i] != b[j] ? 1 : 0
        }
      }
      guard pairsA > 0, pairsB > 0 else { continue }
      let expected = surplus / (pairsA * pairsB).squareRoot()
      try expectClose(Statistics.kendall(a, b).value, expected, absolute: 1e-12)
    }
  }

  @Test func coefficientsThatDoNotExistAreErrors() {
    let measures: [([Double], [Double]) throws -> Coefficient] = [
      Statistics.pearson, Statistics.spearman, Statistics.kendall,
    ]
    for measure in measures {
      #expect(throws: StatisticsError.self) { try measure([1, 2], [1, 2]) }
      #expect(throws: StatisticsError.self) { try measure([1, 2, 3], [1, 2]) }
      #expect(throws: StatisticsError.self) { try measure([1, 2, 3], [5, 5, 5]) }
      #expect(throws: StatisticsError.self) { try measure([1, 2, .nan], [1, 2, 3]) }
    }
  }

  @Test func bootstrapIsReproducibleAndCoversTheTruth() throws {
    func interval(_ seed: UInt64) throws -> Statistics.Interval {
      try Statistics.bootstrap(count: x.count, resamples: 2000, seed: seed) { positions in
        positions.reduce(0) { $0 + x[$1] } / Double(positions.count)
      }
    }
    let first = try interval(1)
    #expect(try interval(1) == first)
    #expect(try interval(2) != first)
    // The normal interval of the mean is 4.32 -+ 1.96 x 2.64 / sqrt(10).
    #expect(abs(first.low - 2.68) < 0.2 && abs(first.high - 5.95) < 0.2)
    #expect(first.definedShare == 1)
    let never = try Statistics.bootstrap(count: 3, resamples: 10) { _ in .nan }
    #expect(never.low.isNaN && never.high.isNaN && never.definedShare == 0)
    #expect(throws: StatisticsError.self) { try Statistics.bootstrap(count: 0) { _ in 0 } }
    #expect(throws: StatisticsError.self) {
      try Statistics.bootstrap(count: 1, resamples: 0) { _ in 0 }
    }
    #expect(throws: StatisticsError.self) {
      try Statistics.bootstrap(count: 1, confidence: 1) { _ in 0 }
    }
  }

  @Test func correlationLeavesPairsWithNaNOut() throws {
    let whole = try Correlation(x, y)
    let holes = try Correlation(x + [.nan, 1], y + [2, .nan])
    #expect(holes == whole)
    #expect(whole.n == 10)
    expectClose(whole.spearman, 0.878048780487805, relative: 1e-12)
    expectClose(whole.kendall, 0.75, relative: 1e-12)
    expectClose(whole.pearson, 0.8447497708421425, relative: 1e-12)
    expectClose(whole.p, 0.0008331211583533242, relative: 1e-11)
    #expect(whole.low < whole.spearman && whole.spearman < whole.high)
    #expect(whole.low > 0 && whole.high <= 1)
    #expect(throws: StatisticsError.tooFew(statistic: "correlation", needed: 3, got: 2)) {
      try Correlation([1, 2, .nan], [1, 2, 3])
    }
    #expect(throws: StatisticsError.constant(statistic: "correlation", argument: 2, value: 4)) {
      try Correlation([1, 2, 3], [4, 4, 4])
    }
    #expect(throws: StatisticsError.lengthsDiffer(statistic: "correlation", first: 1, second: 2)) {
      try Correlation([1], [1, 2])
    }
  }

  @Test func histogramsCountEveryValueOnce() throws {
    let histogram = try Histogram(x, bins: 4)
    #expect(histogram.counts == [3, 3, 2, 2])
    for (edge, expected) in zip(histogram.edges, [0.3, 2.475, 4.65, 6.825, 9]) {
      expectClose(edge, expected, relative: 1e-12)
    }
    let equal = try Histogram([2, 2], bins: 1)
    #expect(equal.edges == [1.5, 2.5] && equal.counts == [2])
    let cut = try Histogram(x, bins: 2, range: 0...4)
    #expect(cut.counts == [2, 2])
    var random = CounterRandom(seed: 8)
    let many = (0..<5000).map { _ in (random.uniform() * 30).rounded() / 30 }
    let fine = try Histogram(many, bins: 30)
    #expect(fine.counts.reduce(0, +) == 5000)
    for bin in 0..<30 {
      let upper = fine.edges[bin + 1]
      let inside = many.filter {
        $0 >= fine.edges[bin] && (bin == 29 ? $0 <= upper : $0 < upper)
      }
      #expect(inside.count == fine.counts[bin])
    }
    #expect(throws: StatisticsError.self) { try Histogram([], bins: 3) }
    #expect(throws: StatisticsError.self) { try Histogram([1], bins: 0) }
    #expect(throws: StatisticsError.self) { try Histogram([1, .infinity], bins: 3) }
  }
}
