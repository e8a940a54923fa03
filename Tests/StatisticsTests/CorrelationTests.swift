import Statistics
import Tensors
import TestSupport
import Testing

@Suite struct CorrelationTests {
  private func columns(_ n: Int, seed: UInt64 = 1) -> [[Double]] {
    var random = CounterRandom(seed: seed)
    let z = (0..<n).map { _ in random.normal() }
    let x = z.map { $0 + 0.5 * random.normal() }
    let y = z.map { -$0 + 0.7 * random.normal() }
    return [x, y, z]
  }

  /// A weight of k is k copies of the row.
  @Test func weightsAreCopies() throws {
    let given = columns(40)
    let weights = (0..<40).map { Double($0 % 4) }
    let rows = (0..<40).flatMap { [Int](repeating: $0, count: $0 % 4) }
    let copies = given.map { column in rows.map { column[$0] } }
    for held in [false, true] {
      let weighted = try Correlation(
        given[0], given[1], given: held ? [given[2]] : [], weights: weights, resamples: 50)
      let plain = try Correlation(
        copies[0], copies[1], given: held ? [copies[2]] : [], resamples: 50)
      expectClose(weighted.spearman, plain.spearman, absolute: 1e-12)
      expectClose(weighted.pearson, plain.pearson, absolute: 1e-12)
      expectClose(weighted.kendall, plain.kendall, absolute: 1e-12)
      #expect(weighted.n == 30)
    }
  }

  /// One column held fixed: (r12 - r13 r23) / sqrt((1 - r13^2) (1 - r23^2)), for each kind of coefficient.
  @Test func partialCoefficients() throws {
    let c = columns(200)
    func coefficient(_ a: Int, _ b: Int) throws -> Correlation {
      try Correlation(c[a], c[b], resamples: 10)
    }
    let (xy, xz, yz) = (try coefficient(0, 1), try coefficient(0, 2), try coefficient(1, 2))
    let partial = try Correlation(c[0], c[1], given: [c[2]], resamples: 200)
    for path in [\Correlation.spearman, \Correlation.pearson, \Correlation.kendall] {
      let (a, b, d) = (xy[keyPath: path], xz[keyPath: path], yz[keyPath: path])
      let expected = (a - b * d) / ((1 - b * b) * (1 - d * d)).squareRoot()
      expectClose(partial[keyPath: path], expected, absolute: 1e-12)
    }
    // What z explains is gone.
    #expect(xy.spearman < -0.5 && abs(partial.spearman) < 0.2 && partial.p > 1e-3)
    #expect(partial.low < partial.spearman && partial.spearman < partial.high)
    // Held fixed, a column explains itself.
    #expect(try Correlation(c[0], c[1], given: [c[0]], resamples: 10).spearman.isNaN)
  }

  /// Above the limit the interval is Fisher's; at it the two agree.
  @Test func intervalsOfManyRows() throws {
    let many = columns(Correlation.bootstrapLimit + 1, seed: 2)
    let analytic = try Correlation(many[0], many[1])
    let fewer = many.map { Array($0.dropLast()) }
    let drawn = try Correlation(fewer[0], fewer[1], resamples: 100)
    #expect(analytic.low < analytic.spearman && analytic.spearman < analytic.high)
    expectClose(analytic.low, drawn.low, absolute: 0.004)
    expectClose(analytic.high, drawn.high, absolute: 0.004)
  }

  @Test func badColumnsAreErrors() throws {
    let c = columns(10)
    #expect(throws: StatisticsError.self) { try Correlation(c[0], Array(c[1].dropLast())) }
    #expect(throws: StatisticsError.self) {
      try Correlation(c[0], c[1], weights: [Double](repeating: -1, count: 10))
    }
    #expect(throws: StatisticsError.self) { try Correlation(c[0], c[1], given: [[1, 2]]) }
    let few = c.map { Array($0.prefix(3)) }
    #expect(throws: StatisticsError.self) { try Correlation(few[0], few[1], given: [few[2]]) }
  }
}
