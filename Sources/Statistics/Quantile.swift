extension Statistics {
  /// The value below which the share `probability` (0 to 1) of the values lies, linear between the
  /// values next to it (type 7 of Hyndman and Fan, The American Statistician 50, 1996).
  public static func quantile(_ values: [Double], _ probability: Double) throws -> Double {
    try require(values, "quantile", atLeast: 1)
    guard (0...1).contains(probability) else {
      throw StatisticsError.invalidOption(
        statistic: "quantile", name: "probability", value: "\(probability)", allowed: "0 to 1")
    }
    return quantile(sorted: values.sorted(), probability)
  }

  public static func median(_ values: [Double]) throws -> Double {
    try require(values, "median", atLeast: 1)
    return quantile(sorted: values.sorted(), 0.5)
  }

  static func quantile(sorted values: [Double], _ probability: Double) -> Double {
    let position = probability * Double(values.count - 1)
    let below = Int(position)
    let share = position - Double(below)
    if share == 0 || values[below] == values[below + 1] { return values[below] }
    return values[below] + share * (values[below + 1] - values[below])
  }
}
