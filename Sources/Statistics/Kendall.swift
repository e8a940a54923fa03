import Foundation

extension Statistics {
  /// Kendall's tau-b, which corrects for ties, in O(n log n) (Knight, JASA 61, 1966).
  ///
  /// p is exact for up to 33 pairs without ties, and else from the normal approximation with the
  /// variance corrected for ties (Kendall, Rank Correlation Methods, 1970).
  public static func kendall(_ x: [Double], _ y: [Double]) throws -> Coefficient {
    try requirePairs(x, y, "kendall")
    let n = x.count
    let order = x.indices.sorted { (x[$0], y[$0]) < (x[$1], y[$1]) }
    let both = zip(order, order.dropFirst()).map { x[$0] == x[$1] && y[$0] == y[$1] }
    var ys = order.map { y[$0] }
    // The swaps that sort y once x is sorted are the discordant pairs.
    let discordant = sortCountingSwaps(&ys)
    let tiesX = Ties(sorted: order.map { x[$0] })
    let tiesY = Ties(sorted: ys)
    let tiesBoth = pairsInRuns(both)

    let total = Double(n) * Double(n - 1) / 2
    let surplus = total - tiesX.pairs - tiesY.pairs + tiesBoth - 2 * discordant
    let tau = surplus / (total - tiesX.pairs).squareRoot() / (total - tiesY.pairs).squareRoot()
    let value = max(-1, min(1, tau))
    if tiesX.pairs == 0, tiesY.pairs == 0, n <= 33 {
      return Coefficient(value: value, p: exactP(inversions: Int(discordant), count: n))
    }
    let m = Double(n) * Double(n - 1)
    let variance =
      (m * Double(2 * n + 5) - tiesX.cubic - tiesY.cubic) / 18
      + 2 * tiesX.pairs * tiesY.pairs / m
      + tiesX.triples * tiesY.triples / (9 * m * Double(n - 2))
    return Coefficient(value: value, p: erfc(abs(surplus) / (2 * variance).squareRoot()))
  }

  /// Sums over groups of t equal values.
  private struct Ties {
    /// t (t - 1) / 2
    var pairs = 0.0
    /// t (t - 1) (t - 2)
    var triples = 0.0
    /// t (t - 1) (2 t + 5)
    var cubic = 0.0

    init(sorted values: [Double]) {
      var begin = 0
      for end in 1...values.count
      where end == values.count || values[end] != values[begin] {
        let t = Double(end - begin)
        pairs += t * (t - 1) / 2
        triples += t * (t - 1) * (t - 2)
        cubic += t * (t - 1) * (2 * t + 5)
        begin = end
      }
    }
  }

  /// `isSame[i]`: element i + 1 equals element i.
  private static func pairsInRuns(_ isSame: [Bool]) -> Double {
    var (pairs, run) = (0.0, 0.0)
    for same in isSame {
      run = same ? run + 1 : 0
      pairs += run
    }
    return pairs
  }

  /// Merge sort; gives the number of pairs that stood in strictly descending order.
  private static func sortCountingSwaps(_ values: inout [Double]) -> Double {
    var source = values
    var target = values
    var swaps = 0.0
    var width = 1
    while width < source.count {
      var begin = 0
      while begin < source.count {
        let middle = min(begin + width, source.count)
        let end = min(begin + 2 * width, source.count)
        var (left, right) = (begin, middle)
        for place in begin..<end {
          if right == end || (left < middle && source[left] <= source[right]) {
            target[place] = source[left]
            left += 1
          } else {
            target[place] = source[right]
            right += 1
            swaps += Double(middle - left)
          }
        }
        begin = end
      }
      swap(&source, &target)
      width *= 2
    }
    values = source
    return swaps
  }

  /// Twice the share of permutations with as few inversions as observed, or as many.
  private static func exactP(inversions: Int, count n: Int) -> Double {
    let total = n * (n - 1) / 2
    let few = min(inversions, total - inversions)
    if 2 * few == total { return 1 }
    // share[k]: of the permutations of the elements so far, those with k inversions.
    var share = [1.0] + [Double](repeating: 0, count: few)
    for size in 2...n {
      var next = share
      for k in 0...few {
        var sum = 0.0
        for last in max(0, k - size + 1)...k { sum += share[last] }
        next[k] = sum / Double(size)
      }
      share = next
    }
    return min(1, 2 * share.reduce(0, +))
  }
}
