import Tensors

extension Interval {
  /// Shares of exponentials, or their logarithms. Each rises with its own element and falls with all others, so that its
  /// extremes are at two corners of the box: the sigmoid of l_i - log sum_{j != i} exp(u_j), and the same with the ends
  /// exchanged.
  static func softmax(_ shares: Traits.Shares, _ x: Interval) throws -> Interval {
    let lines = try Lines(x, shares.range)
    let least = try lines.lower - lines.others(lines.upper)
    let most = try lines.upper - lines.others(lines.lower)
    func share(_ x: Value) throws -> Value {
      let share = try shares.areLogarithms ? -(-x).softplus() : x.sigmoid()
      return try share.reshaped(to: lines.shape)
    }
    return try Interval(lower: share(least), upper: share(most)).within(shares)
  }

  /// Nothing beyond what shares can be, whatever is known of what they are shares of.
  fileprivate func within(_ shares: Traits.Shares) throws -> Interval {
    // Comparisons with NaN are never true.
    let most = shares.areLogarithms ? 0.0 : 1
    let high = try upper.less(than: upper.filled(most)).select(upper, upper.filled(most))
    if shares.areLogarithms {
      return Interval(lower: lower, upper: high, roundsOutward: roundsOutward)
    }
    let low = try lower.greater(than: lower.filled(0)).select(lower, lower.filled(0))
    return Interval(lower: low, upper: high, roundsOutward: roundsOutward)
  }

  /// Computed shares, widened by what rounding may have done. Arguments of the last function are differences of
  /// logarithms, which are off by parts of the numbers that were taken from one another.
  func widened(_ shares: Traits.Shares, _ x: Interval) throws -> Interval {
    let dimensions = Array(shares.range)
    let length = x.lower.shape.count(shares.range)
    let largest = try x.magnitude.max(dimensions, keep: true)
    let moved = try ((largest * 2 + Double(length + 2)) * lower.dtype.error(4 * length + 32))
      .expanded(to: lower.shape)
    let (unit, tiny) = (16 * lower.dtype.unitRoundoff, lower.dtype.smallestNormal)
    if shares.areLogarithms {
      return try Interval(
        lower: lower * (1 + unit) - moved - tiny, upper: upper * (1 - unit) + moved + tiny,
        roundsOutward: true
      ).within(shares)
    }
    let factor = try moved.exp() * (1 + unit)
    return try Interval(
      lower: lower / factor * (1 - unit) - tiny, upper: upper * factor * (1 + unit) + tiny,
      roundsOutward: true
    ).within(shares)
  }

  /// A box as lines, [outer, length, inner].
  private struct Lines {
    let shape: Shape
    let lower: Value
    let upper: Value

    init(_ x: Interval, _ range: Range<Int>) throws {
      shape = x.lower.shape
      let lines = try Shape([
        shape.count(0..<range.lowerBound), shape.count(range),
        shape.count(range.upperBound..<shape.rank),
      ])
      lower = try x.lower.reshaped(to: lines)
      upper = try x.upper.reshaped(to: lines)
    }

    /// For each element the logarithm of the sum of the exponentials of all others on its line.
    ///
    /// What is left of the sum without an element has all its digits where it is no less than the element. Only one that is
    /// larger than each of the others can be more: for that the others are summed by themselves.
    func others(_ x: Value) throws -> Value {
      let largest = try x.stopGradient().max([1], keep: true)
      let isLargest = try x.equals(largest.expanded(to: x.shape))
      let count = try isLargest.sum([1], keep: true)
      let isSingle = try count.lessOrEqual(to: count.filled(1)).expanded(to: x.shape)
      let isAlone = try (isLargest * isSingle).stopGradient()
      let rest = try isAlone.select(x.filled(-.infinity), x).logSumExp([1], keep: true)
      let powers = try (x - largest).exp()
      let left = try powers.sum([1], keep: true) - powers
      let logarithm = try isAlone.select(left.filled(1), left).log() + largest
      return try isAlone.select(rest.expanded(to: x.shape), logarithm)
    }
  }
}
