/// The part of a box that is left when what linear bounds exclude is cut off.
///
/// A row f with f(x) >= b + sum |a_i| d_i(x), where d_i is the distance from that end of input i where the
/// linear function is lowest, can hold (f <= 0) only where every d_i <= -b / |a_i|. Rows of one condition
/// cut the same box in turns, and what one cuts off raises the bound of another.
struct Contraction {
  private(set) var lower: [Double]
  private(set) var upper: [Double]
  private let start: (lower: [Double], upper: [Double])

  /// More than what rounding does to the few sums below, relatively.
  private static let margin = 1e-12
  private static let passes = 4

  init(lower: [Double], upper: [Double]) {
    (self.lower, self.upper) = (lower, upper)
    start = (lower, upper)
  }

  /// A row's bound on the box at the start, and its slopes.
  struct Row {
    let bound: Double
    let slopes: UnsafePointer<Double>
    let isStrict: Bool
  }

  /// Cuts off what the rows of one condition exclude.
  /// - Returns: whether anything is left.
  mutating func cut(_ rows: [Row]) -> Bool {
    for _ in 0..<Contraction.passes {
      var isChanged = false
      for row in rows where row.bound.isFinite {
        guard let isCut = cut(row) else { return false }
        isChanged = isChanged || isCut
      }
      if !isChanged { break }
    }
    return true
  }

  /// Whether a row cut off something that counts; nil if it excludes all.
  private mutating func cut(_ row: Row) -> Bool? {
    var (gain, largest) = (0.0, abs(row.bound))
    for i in lower.indices {
      let slope = row.slopes[i]
      gain += abs(slope) * (slope > 0 ? lower[i] - start.lower[i] : start.upper[i] - upper[i])
    }
    largest = max(largest, gain)
    let bound = row.bound + gain - Contraction.margin * largest
    if row.isStrict ? bound >= 0 : bound > 0 { return nil }
    var isCut = false
    for i in lower.indices {
      let slope = row.slopes[i]
      let width = upper[i] - lower[i]
      guard abs(slope) * width > -bound else { continue }
      let kept = -bound / abs(slope) * (1 + Contraction.margin)
      isCut = isCut || kept < 0.9 * width
      if slope > 0 {
        upper[i] = min(upper[i], (lower[i] + kept).nextUp)
      } else {
        lower[i] = max(lower[i], (upper[i] - kept).nextDown)
      }
    }
    return isCut
  }

  /// The smallest box around both; nil stands for nothing.
  static func hull(_ one: Contraction?, _ other: Contraction) -> Contraction {
    guard var hull = one else { return other }
    for i in hull.lower.indices {
      hull.lower[i] = min(hull.lower[i], other.lower[i])
      hull.upper[i] = max(hull.upper[i], other.upper[i])
    }
    return hull
  }
}
