extension Statistics {
  /// The rank of each value, from 1; equal values share the mean of their ranks.
  public static func ranks(_ values: [Double]) throws -> [Double] {
    try require(values, "ranks", atLeast: 0)
    return averageRanks(values)
  }

  static func averageRanks(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = [Double](repeating: 0, count: values.count)
    var begin = 0
    while begin < order.count {
      var end = begin + 1
      while end < order.count, values[order[end]] == values[order[begin]] { end += 1 }
      for position in begin..<end { ranks[order[position]] = Double(begin + end + 1) / 2 }
      begin = end
    }
    return ranks
  }
}
