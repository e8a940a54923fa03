/// The tightest bounds of each input so far.
struct InputBox {
  /// Of one input.
  struct Bound {
    let index: Int
    let isUpper: Bool
    fileprivate(set) var value: Enclosure
    let isStrict: Bool
    /// Where it stands in the text.
    let place: Int

    /// What both leave together.
    fileprivate func met(with other: Bound) -> Bound {
      let (own, theirs) = (value, other.value)
      // Decimals that one double is nearest to are not told apart.
      if own.value == theirs.value {
        var tighter = isStrict ? self : other
        tighter.value =
          isUpper
          ? Enclosure(min(own.lower, theirs.lower), own.value, min(own.upper, theirs.upper))
          : Enclosure(max(own.lower, theirs.lower), own.value, max(own.upper, theirs.upper))
        return tighter
      }
      return (own.value < theirs.value) == isUpper ? self : other
    }
  }

  private(set) var lower: [Bound?]
  private(set) var upper: [Bound?]

  init(_ inputs: Int) {
    lower = Array(repeating: nil, count: inputs)
    upper = lower
  }

  mutating func add(_ bound: Bound) {
    if bound.isUpper {
      upper[bound.index] = upper[bound.index]?.met(with: bound) ?? bound
    } else {
      lower[bound.index] = lower[bound.index]?.met(with: bound) ?? bound
    }
  }

  /// The first input whose bounds leave nothing.
  var crossed: Int? {
    lower.indices.first { k in
      guard let low = lower[k], let high = upper[k] else { return false }
      return low.value.lower > high.value.upper
        || (low.value.value == high.value.value && (low.isStrict || high.isStrict))
    }
  }

  /// The first bound that is not there.
  var missing: (index: Int, isUpper: Bool)? {
    for k in lower.indices {
      if lower[k] == nil { return (k, false) }
      if upper[k] == nil { return (k, true) }
    }
    return nil
  }

  /// - Parameters:
  ///   - rows: that inputs meet together.
  ///   - conditions: on the outputs.
  func specified(
    _ rows: [InputRow], _ conditions: [Specification.Condition]
  ) -> Specification.Case {
    let count = lower.count
    func ends(_ end: (_ low: Bound, _ high: Bound) -> Double) -> [Double] {
      [Double](unsafeUninitializedCapacity: count) { ends, initialized in
        for k in 0..<count { ends[k] = end(lower[k]!, upper[k]!) }
        initialized = count
      }
    }
    /// The ends inside; where they cross there is no double between them.
    func inner(_ low: Bound, _ high: Bound) -> (lower: Double, upper: Double) {
      let from = low.isStrict ? low.value.upper.nextUp : low.value.upper
      let to = high.isStrict ? high.value.lower.nextDown : high.value.lower
      return from <= to ? (from, to) : (low.value.value, low.value.value)
    }
    return Specification.Case(
      lower: ends { low, _ in low.value.lower }, upper: ends { _, high in high.value.upper },
      innerLower: ends { inner($0, $1).lower }, innerUpper: ends { inner($0, $1).upper },
      conditions: conditions, inputRows: rows)
  }
}
