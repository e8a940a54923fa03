extension Statistics {
  /// The standard deviation: of a sample (division by n - 1, at least two values), or of a whole
  /// population (division by n).
  public static func standardDeviation(
    _ values: [Double], isPopulation: Bool = false
  ) throws -> Double {
    try require(values, "standard deviation", atLeast: isPopulation ? 1 : 2, finite: true)
    let center = average(values)
    let squares = values.reduce(0) { $0 + ($1 - center) * ($1 - center) }
    return (squares / Double(isPopulation ? values.count : values.count - 1)).squareRoot()
  }
}
