import Tensors

/// NaN as a bound stands for a number of which nothing is known: infinities were subtracted from one another,
/// or multiplied by zero.
extension Interval {
  /// The same set, with infinities where bounds are NaN: for what decides by comparing, which NaN would answer
  /// with certainty. NaN that is fixed stays: it is a value.
  var total: Interval {
    get throws {
      if point != nil { return self }
      return Interval(
        lower: try lower.bound(.lower), upper: try upper.bound(.upper),
        roundsOutward: roundsOutward)
    }
  }

  /// The ends as results have them: NaN of a value that is fixed is no bound either.
  package var ends: (lower: Value, upper: Value) {
    get throws { (try lower.bound(.lower), try upper.bound(.upper)) }
  }

  /// What is in both sets. Bounds that rounding has crossed enclose what lies between them.
  func met(with other: Interval) throws -> Interval {
    let (lower, upper) = (try self.lower.bound(.lower), try self.upper.bound(.upper))
    // Comparisons with NaN keep what is known.
    let (low, high) = (
      try other.lower.greater(than: lower).select(other.lower, lower),
      try other.upper.less(than: upper).select(other.upper, upper)
    )
    return try Interval(lower: low, upper: high, roundsOutward: roundsOutward).uncrossed
  }

  /// These bounds where they are finite, others elsewhere.
  func completed(by other: Interval) throws -> Interval {
    try Interval(
      lower: lower.finite(or: other.lower), upper: upper.finite(or: other.upper),
      roundsOutward: roundsOutward
    ).uncrossed
  }

  /// Bounds of which the lower is nowhere above the upper, by rounding that neither accounts for.
  var uncrossed: Interval {
    get throws {
      let isCrossed = try lower.greater(than: upper)
      return Interval(
        lower: try isCrossed.select(upper, lower), upper: try isCrossed.select(lower, upper),
        roundsOutward: roundsOutward)
    }
  }
}

extension Value {
  enum Side { case lower, upper }

  /// The value where it is finite, another elsewhere.
  func finite(or other: Value) throws -> Value {
    try (self - self).equals(filled(0)).select(self, other)
  }

  /// The bound, where NaN stands for none.
  func bound(_ side: Side) throws -> Value {
    guard dtype.isFloat else { return self }
    return try equals(self).select(self, filled(side == .lower ? -.infinity : .infinity))
  }
}
