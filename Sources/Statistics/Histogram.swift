/// Counts of values in bins of equal width. Each bin holds its lower edge and not its upper; the
/// last one holds both.
public struct Histogram: Sendable, Equatable {
  /// One more than bins, ascending.
  public let edges: [Double]
  public let counts: [Int]

  /// Bins from the lowest to the highest value, or over `range`, outside which values are left
  /// out. If all values are equal the range is a half to either side of them.
  public init(
    _ values: [Double], bins: Int = 10, range: ClosedRange<Double>? = nil
  ) throws {
    try Statistics.require(values, "histogram", atLeast: range == nil ? 1 : 0, finite: true)
    guard bins >= 1, bins <= 10_000_000 else {
      throw StatisticsError.invalidOption(
        statistic: "histogram", name: "bins", value: "\(bins)", allowed: "1 to 10000000")
    }
    var low = range?.lowerBound ?? values.min() ?? 0
    var high = range?.upperBound ?? values.max() ?? 0
    if low == high { (low, high) = (low - 0.5, high + 0.5) }
    guard low < high, (high - low).isFinite else {
      throw StatisticsError.invalidOption(
        statistic: "histogram", name: "range", value: "\(low) to \(high)",
        allowed: "two different finite numbers")
    }
    let edges = (0...bins).map { low + (high - low) * Double($0) / Double(bins) }
    var counts = [Int](repeating: 0, count: bins)
    for value in values where value >= low && value <= high {
      var bin = min(bins - 1, Int((value - low) / (high - low) * Double(bins)))
      // Rounding may have put it on the wrong side of an edge.
      if value < edges[bin], bin > 0 { bin -= 1 }
      if bin < bins - 1, value >= edges[bin + 1] { bin += 1 }
      counts[bin] += 1
    }
    self.edges = edges
    self.counts = counts
  }
}
