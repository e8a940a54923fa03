import Tensors

extension Statistics {
  /// An interval, and the share of resamples for which the statistic exists.
  public struct Interval: Sendable, Equatable {
    public var low: Double
    public var high: Double
    public var definedShare: Double
  }

  /// The percentile interval of Efron's bootstrap: `count` positions are drawn with replacement
  /// `resamples` times, and the interval holds the middle `confidence` of the values that
  /// `statistic` gives for them. NaN (no such statistic for that resample) is left out; without
  /// any value both ends are NaN.
  public static func bootstrap(
    count: Int, resamples: Int = 2000, confidence: Double = 0.95, seed: UInt64 = 0,
    statistic: ([Int]) throws -> Double
  ) throws -> Interval {
    guard count >= 1 else {
      throw StatisticsError.tooFew(statistic: "bootstrap", needed: 1, got: count)
    }
    guard resamples >= 1 else {
      throw StatisticsError.invalidOption(
        statistic: "bootstrap", name: "resamples", value: "\(resamples)", allowed: "1 or more")
    }
    guard confidence > 0, confidence < 1 else {
      throw StatisticsError.invalidOption(
        statistic: "bootstrap", name: "confidence", value: "\(confidence)",
        allowed: "between 0 and 1")
    }
    var positions = [Int](repeating: 0, count: count)
    var values: [Double] = []
    for resample in 0..<resamples {
      try Cancellation.check()
      var random = CounterRandom(seed: seed, stream: UInt64(resample))
      for i in positions.indices { positions[i] = random.integer(below: count) }
      let value = try statistic(positions)
      if !value.isNaN { values.append(value) }
    }
    let share = Double(values.count) / Double(resamples)
    guard !values.isEmpty else { return Interval(low: .nan, high: .nan, definedShare: 0) }
    values.sort()
    return Interval(
      low: quantile(sorted: values, (1 - confidence) / 2),
      high: quantile(sorted: values, (1 + confidence) / 2), definedShare: share)
  }
}
