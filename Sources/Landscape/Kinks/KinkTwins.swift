import Tensors

/// Switching arguments that are multiples of one another, whatever the point: of a worst case by intervals, every sample
/// has |w_k - w_y| of its own. They are one kink. With s_j = a s_i,
///
///     max(s_j, 0) = a max(s_i, 0) for a > 0,        -a (max(s_i, 0) - s_i) for a < 0,
///
/// so that the first of them stands for all: its derivative c is the sum of c_j |a_j|, and one mask serves. By themselves
/// most may have next to no effect.
struct KinkTwins: Sendable {
  /// Kinks that follow another, and the factor a.
  private let followers: [(kink: Int, first: Int, factor: Double)]
  /// How many kinks each stands for, itself included; 0 for followers.
  let counts: [Int]

  var isEmpty: Bool { followers.isEmpty }

  /// - Parameter switching: the arguments at points and masks that are drawn at random, three times.
  init(_ switching: [[Double]]) {
    let (base, count) = (switching[0], switching[0].count)
    // The others as multiples of the first.
    let ratios = switching.dropFirst().map { zip($0, base).map { $0 / $1 } }
    let places = (0..<count).filter { k in
      abs(base[k]) > KinkTwins.least && ratios.allSatisfy { $0[k].isFinite }
    }.sorted { (ratios[0][$0], $0) < (ratios[0][$1], $1) }
    func agree(_ i: Int, _ j: Int, _ ratio: [Double]) -> Bool {
      abs(ratio[i] - ratio[j]) <= KinkTwins.rounding * max(1, abs(ratio[i]))
    }
    var firsts = Array(0..<count)
    var start = 0
    for (position, kink) in places.enumerated() {
      while !agree(places[start], kink, ratios[0]) { start += 1 }
      let first = places[start..<position].first { other in
        firsts[other] == other && ratios.allSatisfy { agree(other, kink, $0) }
      }
      if let first { firsts[kink] = first }
    }
    var counts = [Int](repeating: 0, count: count)
    for first in firsts { counts[first] += 1 }
    self.counts = counts
    followers = firsts.indices.compactMap { kink in
      let first = firsts[kink]
      return first == kink ? nil : (kink, first, base[kink] / base[first])
    }
  }

  /// Arguments so small are not compared.
  private static let least = 1e-6
  private static let rounding = 1e-12

  func leads(_ kink: Int) -> Bool { counts[kink] > 0 }

  /// The masks of all by those of the first ones.
  func tied(_ masks: [Double]) -> [Double] {
    var masks = masks
    for (kink, first, factor) in followers {
      masks[kink] = factor > 0 ? masks[first] : 1 - masks[first]
    }
    return masks
  }

  /// The derivatives by the first ones, where these stand for all.
  func gathered(_ slopes: [Double]) -> [Double] {
    var slopes = slopes
    for (kink, first, factor) in followers { slopes[first] += slopes[kink] * abs(factor) }
    return slopes
  }
}
