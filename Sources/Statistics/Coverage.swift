import Foundation

/// How much of what there is has been seen, from how often each thing was.
///
/// Good and Turing: the share of all visits that go to things seen already is 1 - f1 / n, with f1 things seen once in n
/// visits (Good, Biometrika 40, 1953). Chao: at least f1 (f1 - 1) / (2 (f2 + 1)) things are unseen, with f2 seen twice
/// (bias-corrected; Chao, Biometrics 43, 1987). It is a lower bound: rare things may be many more.
public struct Coverage: Sendable, Equatable {
  /// Things seen, and visits in all.
  public var seen: Int
  public var visits: Int
  /// Things seen once, and twice.
  public var once: Int
  public var twice: Int
  /// Good and Turing's estimate of the share of visits that would go to things seen already; NaN without visits.
  public var coverage: Double
  /// Chao's estimate of all things there are: at least so many.
  public var atLeast: Double
  /// Its 95 % interval, log-normal above `seen` (Chao 1987, eq. 8).
  public var low: Double
  public var high: Double

  /// - Parameter counts: visits of each thing; those without any are left out.
  public init(counts: [Int]) {
    let present = counts.filter { $0 > 0 }
    seen = present.count
    visits = present.reduce(0, +)
    once = present.count { $0 == 1 }
    twice = present.count { $0 == 2 }
    let (f1, f2, n) = (Double(once), Double(twice), Double(visits))
    coverage = visits == 0 ? .nan : 1 - f1 / n
    let share = visits == 0 ? 0 : (n - 1) / n
    let unseen = share * f1 * (f1 - 1) / (2 * (f2 + 1))
    atLeast = Double(seen) + unseen
    guard unseen > 0 else {
      (low, high) = (Double(seen), Double(seen))
      return
    }
    let variance =
      share * f1 * (f1 - 1) / (2 * (f2 + 1))
      + share * share * f1 * (2 * f1 - 1) * (2 * f1 - 1) / (4 * (f2 + 1) * (f2 + 1))
      + share * share * f1 * f1 * f2 * (f1 - 1) * (f1 - 1) / (4 * pow(f2 + 1, 4))
    let factor = exp(1.959963984540054 * log(1 + variance / (unseen * unseen)).squareRoot())
    low = Double(seen) + unseen / factor
    high = Double(seen) + unseen * factor
  }
}
