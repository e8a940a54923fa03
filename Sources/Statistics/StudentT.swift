import Foundation

/// Student's t distribution.
enum StudentT {
  /// The probability of a t at least as far from zero.
  static func twoSidedP(_ t: Double, degreesOfFreedom freedom: Double) -> Double {
    let x = freedom / (freedom + t * t)
    let complement = t * t / (freedom + t * t)
    return max(0, min(1, incompleteBeta(freedom / 2, 0.5, x, complement: complement)))
  }

  /// The regularised incomplete beta function I_x(a, b), by its continued fraction with the
  /// recurrence of Lentz (DLMF 8.17.22). `complement` is 1 - x without cancellation.
  static func incompleteBeta(
    _ a: Double, _ b: Double, _ x: Double, complement: Double
  ) -> Double {
    if x <= 0 { return 0 }
    if complement <= 0 { return 1 }
    // The fraction converges fast on one side of the mean only.
    if x > (a + 1) / (a + b + 2) {
      return 1 - incompleteBeta(b, a, complement, complement: x)
    }
    let front =
      exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(complement)) / a
    let tiny = 1e-300
    var c = 1.0
    var d = 1 / nonzero(1 - (a + b) * x / (a + 1), tiny)
    var fraction = d
    for m in 1...10_000 {
      let k = Double(m)
      let even = k * (b - k) * x / ((a + 2 * k - 1) * (a + 2 * k))
      d = 1 / nonzero(1 + even * d, tiny)
      c = nonzero(1 + even / c, tiny)
      fraction *= d * c
      let odd = -(a + k) * (a + b + k) * x / ((a + 2 * k) * (a + 2 * k + 1))
      d = 1 / nonzero(1 + odd * d, tiny)
      c = nonzero(1 + odd / c, tiny)
      fraction *= d * c
      if abs(d * c - 1) < 1e-15 { break }
    }
    return front * fraction
  }

  private static func nonzero(_ value: Double, _ tiny: Double) -> Double {
    abs(value) < tiny ? tiny : value
  }
}
