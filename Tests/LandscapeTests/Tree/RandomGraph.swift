import Landscape
import Tensors

/// Minima and transition states at random, for tests.
struct RandomGraph {
  var minima: [Basin] = []
  var links: [SaddleLink] = []

  /// - Parameters:
  ///   - ties: energies are whole numbers, so that many are equal.
  init(minima count: Int, links linkCount: Int, ties: Bool, _ random: inout CounterRandom) {
    func energy(_ range: Int) -> Double {
      ties ? Double(random.integer(below: range)) : Double(range) * random.uniform()
    }
    // Numbers with gaps, not in order of energy.
    for number in 0..<count { minima.append(Basin(id: 3 * number + 1, energy: energy(8))) }
    for number in 0..<(count == 0 ? 0 : linkCount) {
      let (first, second) = (random.integer(below: count), random.integer(below: count))
      let ground = max(minima[first].energy, minima[second].energy)
      links.append(
        SaddleLink(
          id: 3 * number + 2, energy: ground + energy(6), first: minima[first].id,
          second: minima[second].id))
    }
  }

  /// Some of many kinds: without links, unconnected, with ties.
  static func some(_ seed: UInt64) -> [RandomGraph] {
    var random = CounterRandom(seed: seed)
    return (0..<80).map { number in
      let count = random.integer(below: number < 40 ? 6 : 24)
      return RandomGraph(
        minima: count, links: random.integer(below: 2 * count + 1), ties: number.isMultiple(of: 2),
        &random)
    }
  }

  func barriers() throws -> Barriers {
    try Barriers(SaddleGraph(minima: minima, links: links))
  }

  /// The lowest highest points between all pairs, by relaxation over all third minima.
  func relaxed() -> [[Double]] {
    let count = minima.count
    var height = [[Double]](repeating: [Double](repeating: .infinity, count: count), count: count)
    let places = Dictionary(uniqueKeysWithValues: minima.enumerated().map { ($1.id, $0) })
    for place in 0..<count { height[place][place] = minima[place].energy }
    for link in links {
      guard let first = places[link.first], let second = places[link.second], first != second
      else { continue }
      height[first][second] = min(height[first][second], link.energy)
      height[second][first] = height[first][second]
    }
    for middle in 0..<count {
      for first in 0..<count {
        for second in 0..<count {
          height[first][second] = min(
            height[first][second], max(height[first][middle], height[middle][second]))
        }
      }
    }
    return height
  }
}
