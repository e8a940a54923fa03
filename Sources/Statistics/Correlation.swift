/// How two columns of numbers go together. Pairs with NaN on either side are left out.
public struct Correlation: Sendable, Equatable {
  public var spearman: Double
  public var kendall: Double
  public var pearson: Double
  /// The two-sided p value of `spearman`.
  public var p: Double
  /// Pairs that were used.
  public var n: Int
  /// The 95 % bootstrap interval of `spearman` (percentiles).
  public var low: Double
  public var high: Double

  /// Throws `StatisticsError` for fewer than three pairs, infinities, or a constant column.
  public init(
    _ x: [Double], _ y: [Double], resamples: Int = 2000, seed: UInt64 = 0
  ) throws {
    guard x.count == y.count else {
      throw StatisticsError.lengthsDiffer(
        statistic: "correlation", first: x.count, second: y.count)
    }
    let pairs = zip(x, y).filter { !$0.isNaN && !$1.isNaN }
    let (a, b) = (pairs.map(\.0), pairs.map(\.1))
    try Statistics.requirePairs(a, b, "correlation")
    let rank = try Statistics.spearman(a, b)
    spearman = rank.value
    p = rank.p
    n = a.count
    kendall = try Statistics.kendall(a, b).value
    pearson = try Statistics.pearson(a, b).value
    let interval = try Statistics.bootstrap(
      count: a.count, resamples: resamples, seed: seed
    ) { positions in
      Statistics.rankCorrelation(positions.map { a[$0] }, positions.map { b[$0] })
    }
    low = interval.low
    high = interval.high
  }
}
