import Foundation

extension Statistics {
  /// The coefficient of the first two of `count` columns with the others held fixed, from the pairwise ones: -P_12 /
  /// sqrt(P_11 P_22) with P the inverse of their matrix. NaN where that does not exist.
  static func partial(
    count: Int, _ coefficient: (Int, Int) throws -> Double
  ) rethrows -> Double {
    let direct = try coefficient(0, 1)
    guard count > 2 else { return direct }
    var matrix = [Double](repeating: 1, count: count * count)
    for i in 0..<count {
      for j in 0..<i {
        let value = try i == 1 && j == 0 ? direct : coefficient(j, i)
        matrix[i * count + j] = value
        matrix[j * count + i] = value
      }
    }
    // Eliminating the others leaves the Schur complement of the first two.
    for k in stride(from: count - 1, to: 1, by: -1) {
      let pivot = matrix[k * count + k]
      guard pivot > 1e-12 else { return .nan }
      for i in 0..<k {
        for j in 0..<k {
          matrix[i * count + j] -= matrix[i * count + k] * matrix[k * count + j] / pivot
        }
      }
    }
    let (a, b, c) = (matrix[0], matrix[count + 1], matrix[1])
    guard a > 1e-12, b > 1e-12 else { return .nan }
    return max(-1, min(1, c / (a * b).squareRoot()))
  }

  /// Pearson's coefficient of rows that stand there `weights` times each. NaN if a side is constant.
  static func linearCorrelation(_ x: [Double], _ y: [Double], weights: [Double]) -> Double {
    var (total, sumX, sumY) = (0.0, 0.0, 0.0)
    for i in x.indices {
      total += weights[i]
      sumX += weights[i] * x[i]
      sumY += weights[i] * y[i]
    }
    let (centerX, centerY) = (sumX / total, sumY / total)
    var (scaleX, scaleY) = (0.0, 0.0)
    for i in x.indices where weights[i] > 0 {
      scaleX = max(scaleX, abs(x[i] - centerX))
      scaleY = max(scaleY, abs(y[i] - centerY))
    }
    var (xx, yy, xy) = (0.0, 0.0, 0.0)
    for i in x.indices {
      let (a, b) = ((x[i] - centerX) / scaleX, (y[i] - centerY) / scaleY)
      xx += weights[i] * a * a
      yy += weights[i] * b * b
      xy += weights[i] * a * b
    }
    let value = xy / (xx * yy).squareRoot()
    return value.isNaN ? .nan : max(-1, min(1, value))
  }

  static func studentP(_ r: Double, freedom: Double) -> Double {
    guard freedom > 0, !r.isNaN else { return .nan }
    let t = abs(r) * (freedom / ((1 - r) * (1 + r))).squareRoot()
    return t.isInfinite ? 0 : StudentT.twoSidedP(t, degreesOfFreedom: freedom)
  }

  /// Kendall's tau-b of rows that stand there `weights` times each. O(n log n): a tree over the order of y sums the
  /// weights of the rows before.
  static func weightedKendall(_ x: [Double], _ y: [Double], _ weights: [Double]) -> Double {
    let n = x.count
    let places = ranksWithoutTies(y)
    var tree = [Double](repeating: 0, count: n + 1)
    func add(_ place: Int, _ weight: Double) {
      var k = place + 1
      while k <= n {
        tree[k] += weight
        k += k & -k
      }
    }
    /// The weight of the places below `end`.
    func sum(_ end: Int) -> Double {
      var (k, total) = (end, 0.0)
      while k > 0 {
        total += tree[k]
        k -= k & -k
      }
      return total
    }
    let order = x.indices.sorted { x[$0] < x[$1] }
    var (surplus, before, begin) = (0.0, 0.0, 0)
    while begin < n {
      var end = begin
      while end < n, x[order[end]] == x[order[begin]] { end += 1 }
      for row in order[begin..<end] {
        let (low, high) = places[row]
        surplus += weights[row] * (sum(low) - (before - sum(high)))
      }
      for row in order[begin..<end] {
        add(places[row].low, weights[row])
        before += weights[row]
      }
      begin = end
    }
    func untied(_ values: [Double]) -> Double {
      var groups: [Double: Double] = [:]
      for (value, weight) in zip(values, weights) { groups[value, default: 0] += weight }
      return (before * before - groups.values.reduce(0) { $0 + $1 * $1 }) / 2
    }
    return max(-1, min(1, surplus / (untied(x) * untied(y)).squareRoot()))
  }

  /// Where the values that equal each begin and end in ascending order.
  private static func ranksWithoutTies(_ values: [Double]) -> [(low: Int, high: Int)] {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var places = [(low: Int, high: Int)](repeating: (0, 0), count: values.count)
    var begin = 0
    while begin < order.count {
      var end = begin
      while end < order.count, values[order[end]] == values[order[begin]] { end += 1 }
      for place in begin..<end { places[order[place]] = (begin, end) }
      begin = end
    }
    return places
  }
}
