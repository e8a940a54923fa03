extension Statistics {
  /// The arithmetic mean. NaN among the values is an error.
  public static func mean(_ values: [Double]) throws -> Double {
    try require(values, "mean", atLeast: 1)
    return average(values)
  }

  /// The mean of at least one value, corrected once for rounding.
  static func average(_ values: [Double]) -> Double {
    let first = values.reduce(0, +) / Double(values.count)
    guard first.isFinite else { return first }
    return first + values.reduce(0) { $0 + ($1 - first) } / Double(values.count)
  }
}
