/// The part of a box that is left when what linear bounds exclude is cut off.
///
/// A row f with f(x) >= b + sum |a_i| d_i(x), where d_i is the distance from that end of input i where the
/// linear function is lowest, can hold (f <= 0) only where every d_i <= -b / |a_i|. Rows that must hold
/// together cut the same box in turns, and what one cuts off raises the bound of another.
package struct Contraction {
  package private(set) var lower: [Double]
  package private(set) var upper: [Double]
  private let start: (lower: [Double], upper: [Double])

  /// More than what rounding does to the few sums below, relatively.
  static let margin = 1e-12
  private static let manyInputs = 1000.0
  /// Up to so many inputs combinations of rows are looked for: their table grows with the square.
  private static let fewInputs = 256
  private static let passes = 4

  package init(lower: [Double], upper: [Double]) {
    (self.lower, self.upper) = (lower, upper)
    start = (lower, upper)
  }

  /// A linear function below one that must not be positive: constant + sum slope_i (x_i - start_i).
  package struct Row {
    var slopes: [Double]
    var constant: Double
    /// No smaller than any of the terms.
    var size: Double
  }

  /// - Parameter bound: its lowest value on the box at the start.
  package func row(bound: Double, slopes: UnsafePointer<Double>) -> Row {
    var row = Row(slopes: [], constant: bound, size: abs(bound))
    row.slopes.reserveCapacity(lower.count)
    for i in lower.indices {
      let rise = slopes[i] * (start.upper[i] - start.lower[i])
      row.slopes.append(slopes[i])
      row.constant -= min(rise, 0)
      row.size += abs(rise)
    }
    return row
  }

  /// slopes . x - limit.
  package func row(slopes: [Double], limit: Double) -> Row {
    var row = Row(slopes: slopes, constant: -limit, size: abs(limit))
    for i in lower.indices {
      row.constant += slopes[i] * start.lower[i]
      row.size += abs(slopes[i]) * max(abs(start.lower[i]), abs(start.upper[i]))
    }
    // Sums of very many terms are rounded more often.
    row.size *= max(1, Double(lower.count) / Contraction.manyInputs)
    return row
  }

  /// Cuts off where any of the rows, or of their combinations, is positive.
  /// - Returns: whether anything is left.
  package mutating func cut(_ rows: [Row]) -> Bool {
    let rows = rows.filter { $0.size.isFinite }
    for _ in 0..<Contraction.passes {
      var isChanged = false
      for row in rows {
        guard let isCut = cut(row) else { return false }
        isChanged = isChanged || isCut
      }
      if let row = combination(rows) {
        guard let isCut = cut(row) else { return false }
        isChanged = isChanged || isCut
      }
      if !isChanged { break }
    }
    return true
  }

  /// Whether a row cut off something that counts; nil if it is positive everywhere.
  private mutating func cut(_ row: Row) -> Bool? {
    let bound = lowest(row) - Contraction.margin * row.size
    if bound > 0 { return nil }
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

  private func lowest(_ row: Row) -> Double {
    var sum = row.constant
    for i in lower.indices { sum += row.slopes[i] * distance(i, row.slopes[i]) }
    return sum
  }

  /// From the start to that end of input i where a function of this slope is lowest.
  private func distance(_ i: Int, _ slope: Double) -> Double {
    (slope > 0 ? lower[i] : upper[i]) - start.lower[i]
  }

  /// The weighted sum of rows whose lowest value is highest; nil if it is a row alone.
  private func combination(_ rows: [Row]) -> Row? {
    guard rows.count > 1, lower.count <= Contraction.fewInputs else { return nil }
    let lowest = rows.map(lowest)
    guard let first = rows.indices.max(by: { lowest[$0] < lowest[$1] }) else { return nil }
    var constants: [Double] = []
    var slopes: [Double] = []
    // Rows count as what they are relative to the largest.
    let size = rows.reduce(Double.leastNormalMagnitude) { max($0, $1.size) }
    for row in rows {
      var constant = row.constant
      for i in lower.indices {
        constant += row.slopes[i] * (lower[i] - start.lower[i])
        slopes.append(row.slopes[i] * (upper[i] - lower[i]) / size)
      }
      constants.append(constant / size)
    }
    var program = HighestSum(constants: constants, slopes: slopes, first: first)
    let weights = program()
    guard weights[first] < 1 else { return nil }
    var sum = Row(slopes: lower.map { _ in 0 }, constant: 0, size: 0)
    for (weight, row) in zip(weights, rows) where weight > 0 {
      for i in lower.indices { sum.slopes[i] += weight * row.slopes[i] }
      sum.constant += weight * row.constant
      sum.size += weight * row.size
    }
    return sum
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
