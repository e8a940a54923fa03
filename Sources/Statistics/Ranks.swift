extension Statistics {
  /// The rank of each value, from 1; equal values share the mean of their ranks.
  public static func ranks(_ values: [Double]) throws -> [Double] {
    try require(values, "ranks", atLeast: 0)
    return averageRanks(values)
  }

  static func averageRanks(_ values: [Double]) -> [Double] {
    averageRanks(
      values, order: values.indices.sorted { values[$0] < values[$1] },
      weights: [Double](repeating: 1, count: values.count))
  }

  /// Of values that stand there `weights` times each; `order` has their places in ascending order.
  static func averageRanks(
    _ values: [Double], order: [Int], weights: [Double]
  ) -> [Double] {
    var ranks = [Double](repeating: 0, count: values.count)
    var (begin, below) = (0, 0.0)
    while begin < order.count {
      var (end, own) = (begin, 0.0)
      while end < order.count, values[order[end]] == values[order[begin]] {
        own += weights[order[end]]
        end += 1
      }
      for place in begin..<end { ranks[order[place]] = below + (own + 1) / 2 }
      below += own
      begin = end
    }
    return ranks
  }
}
