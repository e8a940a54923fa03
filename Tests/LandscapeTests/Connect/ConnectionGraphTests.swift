import Landscape
import Testing

/// Ways through graphs of minima, against plain searches of all ways.
@Suite struct ConnectionGraphTests {
  private struct Drawn {
    var minima = 9
    var links: [SaddleLink] = []
    var distances: [[Double]] = []

    init(seed: UInt64) {
      var random = SplitMix(state: seed)
      for _ in 0..<minima {
        distances.append((0..<minima).map { _ in 0.1 + random.uniform() })
      }
      for i in 0..<minima { for j in 0..<i { distances[i][j] = distances[j][i] } }
      for k in 0..<8 {
        links.append(
          SaddleLink(
            id: 100 + k, energy: random.uniform(), first: 1 + Int(random.uniform() * 9),
            second: 1 + Int(random.uniform() * 9)))
      }
    }
  }

  private struct SplitMix {
    var state: UInt64
    mutating func uniform() -> Double {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return Double((z ^ (z >> 31)) >> 11) / 9_007_199_254_740_992
    }
  }

  @Test(arguments: 1..<30)
  func theLowestPathIsTheMinimax(seed: Int) {
    let drawn = Drawn(seed: UInt64(seed))
    // Floyd and Warshall on the highest link.
    var height = [[Double]](
      repeating: [Double](repeating: .infinity, count: 10), count: 10)
    for i in 1..<10 { height[i][i] = -.infinity }
    for link in drawn.links {
      height[link.first][link.second] = min(height[link.first][link.second], link.energy)
      height[link.second][link.first] = height[link.first][link.second]
    }
    for k in 1..<10 {
      for i in 1..<10 {
        for j in 1..<10 {
          height[i][j] = min(height[i][j], max(height[i][k], height[k][j]))
        }
      }
    }
    for i in 1..<10 {
      for j in 1..<10 where i != j {
        let way = LowestPath.find(from: i, to: j, drawn.links)
        guard let way else {
          #expect(height[i][j] == .infinity)
          continue
        }
        #expect(way.map(\.energy).max() == height[i][j])
        var here = i
        for link in way {
          #expect(link.first == here || link.second == here)
          here = link.first == here ? link.second : link.first
        }
        #expect(here == j)
      }
    }
    #expect(LowestPath.find(from: 3, to: 3, drawn.links)?.isEmpty == true)
  }

  @Test(arguments: 1..<30)
  func missingConnectionsAreThoseOfTheShortestWay(seed: Int) throws {
    let drawn = Drawn(seed: UInt64(seed))
    var graph = ConnectionGraph(retries: 2) { drawn.distances[$0 - 1][$1 - 1] }
    for id in 1..<10 { graph.add(minimum: id, energy: Double(id)) }
    for link in drawn.links { graph.link(MinimumPair(link.first, link.second)) }
    graph.count(try: MinimumPair(1, 9), times: 2)
    graph.count(try: MinimumPair(2, 9))
    func cost(_ i: Int, _ j: Int) -> Double {
      if graph.isLinked(i, j) { return 0 }
      let tried = graph.tries[MinimumPair(i, j)] ?? 0
      return tried >= 2
        ? .infinity
        : drawn.distances[i - 1][j - 1] * drawn.distances[i - 1][j - 1]
          * Double(1 + tried)
    }
    var best = [[Double]](repeating: [Double](repeating: .infinity, count: 10), count: 10)
    for i in 1..<10 { for j in 1..<10 { best[i][j] = i == j ? 0 : cost(i, j) } }
    for k in 1..<10 {
      for i in 1..<10 { for j in 1..<10 { best[i][j] = min(best[i][j], best[i][k] + best[k][j]) } }
    }
    for goal in 2..<10 {
      let pairs = try #require(try graph.missing(from: goal, to: 1))
      let sum = pairs.reduce(0) { $0 + cost($1.first, $1.second) }
      #expect(abs(sum - best[goal][1]) < 1e-9)
      #expect(pairs.allSatisfy { !graph.isLinked($0.first, $0.second) })
    }
  }

  @Test func pairsThatWereTriedTooOftenAreClosed() throws {
    var graph = ConnectionGraph(retries: 1) { _, _ in 1 }
    for id in 1...3 { graph.add(minimum: id, energy: Double(id)) }
    graph.link(MinimumPair(1, 2))
    #expect(graph.components() == 2)
    graph.count(try: MinimumPair(1, 3))
    #expect(try graph.missing(from: 3, to: 1) == [MinimumPair(2, 3)])
    graph.count(try: MinimumPair(2, 3))
    #expect(try graph.missing(from: 3, to: 1) == nil)
    // Three lies nowhere near: no way leads there, and none is trapped.
    #expect(try graph.traps([(energy: 5, pair: MinimumPair(1, 2))]).isEmpty)
  }
}
