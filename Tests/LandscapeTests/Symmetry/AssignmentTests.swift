import Landscape
import Tensors
import TestSupport
import Testing

@Suite struct AssignmentTests {
  @Test func agreesWithTryingAllPermutations() {
    var random = CounterRandom(seed: 1)
    for round in 0..<200 {
      let n = 1 + round % 6
      let hasTies = round % 3 == 0
      let costs = (0..<n * n).map { _ in
        hasTies ? Double(random.integer(below: 4)) : random.normal()
      }
      let found = Assignment.solve(costs: costs, size: n)
      #expect(found.sorted() == Array(0..<n))
      let cost = (0..<n).reduce(0) { $0 + costs[$1 * n + found[$1]] }
      expectClose(cost, leastCost(costs, n), absolute: 1e-12)
    }
  }

  @Test func findsAHiddenPermutation() {
    var random = CounterRandom(seed: 2)
    let n = 60
    let hidden = Array(0..<n).shuffled(using: &random)
    var costs = (0..<n * n).map { _ in 1 + random.uniform() }
    for row in 0..<n { costs[row * n + hidden[row]] = random.uniform() / 100 }
    #expect(Assignment.solve(costs: costs, size: n) == hidden)
    #expect(Assignment.solve(costs: [], size: 0).isEmpty)
  }

  @Test func costsThatAreNotFiniteGiveSomeAssignment() {
    for bad in [Double.infinity, .nan, 1e308] {
      for places in [[0], [0, 1, 2], [0, 4, 8], [1, 2, 5], Array(0..<9)] {
        var costs = [Double](repeating: 1, count: 9)
        for place in places { costs[place] = bad }
        #expect(Assignment.solve(costs: costs, size: 3).sorted() == [0, 1, 2])
      }
    }
  }

  private func leastCost(_ costs: [Double], _ n: Int) -> Double {
    func search(_ row: Int, _ used: Set<Int>) -> Double {
      if row == n { return 0 }
      return (0..<n).filter { !used.contains($0) }
        .map { costs[row * n + $0] + search(row + 1, used.union([$0])) }.min()!
    }
    return search(0, [])
  }
}
