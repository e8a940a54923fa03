/// A linear condition on several inputs: the sum of coefficients times inputs, and a constant, is not positive; negative where it is
/// strict.
///
/// Its decimals are known up to enclosures. Proofs take the half space that misses no input that meets the
/// condition, counterexamples those inputs for which it is certain.
package struct InputRow: Sendable, Hashable {
  let inputs: [Int]
  let coefficients: [Enclosure]
  let constant: Enclosure
  let isStrict: Bool

  /// Whether inputs meet the condition, for certain.
  func holds(_ x: [Double]) -> Bool {
    var sum = constant
    for (input, coefficient) in zip(inputs, coefficients) {
      sum = sum + coefficient * Enclosure(exactly: x[input])
    }
    return isStrict ? sum.upper < 0 : sum.upper <= 0
  }

  /// What is positive where the condition is not met, about.
  func excess(_ x: [Double]) -> Double {
    zip(inputs, coefficients).reduce(constant.value) { $0 + $1.1.value * x[$1.0] }
  }

  /// How large its terms get on a box.
  func size(_ lower: [Double], _ upper: [Double]) -> Double {
    zip(inputs, coefficients).reduce(abs(constant.value)) { sum, term in
      sum + abs(term.1.value) * max(abs(lower[term.0]), abs(upper[term.0]))
    }
  }

  /// A half space, slopes . x <= limit, in which all of a box lies that meets the condition.
  func halfSpace(_ lower: [Double], _ upper: [Double]) -> (slopes: [Double], limit: Double) {
    var slopes = [Double](repeating: 0, count: lower.count)
    var limit = (-constant).upper
    for (input, coefficient) in zip(inputs, coefficients) {
      slopes[input] = coefficient.value
      guard !coefficient.isExact else { continue }
      let off = max(
        coefficient.upper - coefficient.value, coefficient.value - coefficient.lower)
      let reach = max(abs(lower[input]), abs(upper[input]))
      limit = (limit + (off.nextUp * reach).nextUp).nextUp
    }
    return (slopes, limit)
  }
}
