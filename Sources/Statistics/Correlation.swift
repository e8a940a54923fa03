import Foundation
import Tensors

/// How two columns of numbers go together. Rows with NaN in any column are left out.
///
/// With further columns `given`, all coefficients are partial: what is left of them when those are held fixed, from the
/// inverse of the matrix of pairwise coefficients. With `weights`, a row counts as if it stood there so many times; p then
/// belongs to the effective number of rows, (sum w)^2 / sum w^2 (Kish, Survey Sampling, 1965).
public struct Correlation: Sendable, Equatable {
  public var spearman: Double
  public var kendall: Double
  public var pearson: Double
  /// The two-sided p value of `spearman`.
  public var p: Double
  /// Rows that were used.
  public var n: Int
  /// The 95 % interval of `spearman`: of the bootstrap over rows (percentiles) up to `bootstrapLimit` rows, beyond that
  /// from Fisher's transformation with the variance (1 + r^2 / 2) / (n - 3) (Bonett and Wright, Psychometrika 65, 2000).
  public var low: Double
  public var high: Double

  public static let bootstrapLimit = 20_000

  /// Throws `StatisticsError` for fewer than three rows (beyond the number of given columns), infinities, a constant
  /// column, or weights that are negative.
  public init(
    _ x: [Double], _ y: [Double], given: [[Double]] = [], weights: [Double]? = nil,
    resamples: Int = 2000, seed: UInt64 = 0
  ) throws {
    let columns = [x, y] + given
    for column in columns + (weights.map { [$0] } ?? []) where column.count != x.count {
      throw StatisticsError.lengthsDiffer(
        statistic: "correlation", first: x.count, second: column.count)
    }
    if let weights, let bad = weights.first(where: { $0 < 0 || $0.isInfinite }) {
      throw StatisticsError.invalidOption(
        statistic: "correlation", name: "weights", value: "\(bad)", allowed: "0 or more")
    }
    let rows = x.indices.filter { row in
      columns.allSatisfy { !$0[row].isNaN } && (weights.map { $0[row] > 0 } ?? true)
    }
    let used = columns.map { column in rows.map { column[$0] } }
    let masses = weights.map { weights in rows.map { weights[$0] } }
    n = rows.count
    guard n >= 3 + given.count else {
      throw StatisticsError.tooFew(statistic: "correlation", needed: 3 + given.count, got: n)
    }
    try Statistics.requirePairs(used[0], used[1], "correlation")
    for column in used[2...] { try Statistics.requirePairs(used[0], column, "correlation") }

    let table = RankTable(used)
    let unit = [Double](repeating: 1, count: n)
    let mass = masses ?? unit
    spearman = table.partialSpearman(mass)
    pearson = Statistics.partial(count: used.count) {
      Statistics.linearCorrelation(used[$0], used[$1], weights: mass)
    }
    kendall = try Statistics.partial(count: used.count) {
      try masses == nil
        ? Statistics.kendall(used[$0], used[$1]).value
        : Statistics.weightedKendall(used[$0], used[$1], mass)
    }
    let total = mass.reduce(0, +)
    let effective = masses == nil ? Double(n) : total * total / mass.reduce(0) { $0 + $1 * $1 }
    p = Statistics.studentP(spearman, freedom: effective - 2 - Double(given.count))
    if n > Correlation.bootstrapLimit {
      let count = effective - Double(given.count)
      let width = 1.959963984540054 * ((1 + spearman * spearman / 2) / (count - 3)).squareRoot()
      (low, high) = (tanh(atanh(spearman) - width), tanh(atanh(spearman) + width))
    } else {
      (low, high) = try table.bootstrap(mass, resamples: resamples, seed: seed)
    }
  }
}

/// Columns with their orders, so that the ranks of a resample cost no sorting.
private struct RankTable {
  private let columns: [[Double]]
  private let orders: [[Int]]

  init(_ columns: [[Double]]) {
    self.columns = columns
    orders = columns.map { column in column.indices.sorted { column[$0] < column[$1] } }
  }

  /// Of rows that stand there `mass` times each; NaN if a column is constant there.
  func partialSpearman(_ mass: [Double]) -> Double {
    let ranked = zip(columns, orders).map { Statistics.averageRanks($0, order: $1, weights: mass) }
    return Statistics.partial(count: columns.count) {
      Statistics.linearCorrelation(ranked[$0], ranked[$1], weights: mass)
    }
  }

  func bootstrap(
    _ mass: [Double], resamples: Int, seed: UInt64
  ) throws -> (low: Double, high: Double) {
    var drawn = [Double](repeating: 0, count: mass.count)
    let interval = try Statistics.bootstrap(
      count: mass.count, resamples: resamples, seed: seed
    ) { positions in
      for i in drawn.indices { drawn[i] = 0 }
      for position in positions { drawn[position] += mass[position] }
      return partialSpearman(drawn)
    }
    return (interval.low, interval.high)
  }
}
