import Landscape
import Tensors
import TestSupport
import Testing

@Suite struct BottleneckTests {
  /// The best of all ways to match some points and leave the others to the diagonal.
  private func best(_ first: [[Double]], _ second: [[Double]]) -> Double {
    func depth(_ point: [Double]) -> Double { (point[1] - point[0]) / 2 }
    guard let point = first.first else { return second.map(depth).max() ?? 0 }
    let rest = Array(first.dropFirst())
    var least = max(depth(point), best(rest, second))
    for (number, other) in second.enumerated() {
      var left = second
      left.remove(at: number)
      let distance = max(abs(point[0] - other[0]), abs(point[1] - other[1]))
      least = min(least, max(distance, best(rest, left)))
    }
    return least
  }

  @Test func distancesAreThoseOfTheBestMatching() throws {
    var random = CounterRandom(seed: 12)
    for number in 0..<300 {
      let isWhole = number.isMultiple(of: 2)
      func cloud() -> [[Double]] {
        (0..<random.integer(below: 6)).map { _ in
          let birth = isWhole ? Double(random.integer(below: 6)) : 6 * random.uniform()
          let depth = isWhole ? Double(random.integer(below: 5)) : 5 * random.uniform()
          return [birth, birth + depth]
        }
      }
      let (first, second) = (cloud(), cloud())
      let (a, b) = (PersistenceFixture.diagram(first), PersistenceFixture.diagram(second))
      #expect(try a.bottleneckDistance(to: b) == best(first, second))
      #expect(try b.bottleneckDistance(to: a) == best(first, second))
    }
  }

  @Test func gudhiSaysTheSame() throws {
    for entry in try PersistenceFixture.load().bottleneck {
      let distance = try PersistenceFixture.diagram(entry.first)
        .bottleneckDistance(to: PersistenceFixture.diagram(entry.second))
      expectClose([distance], [entry.distance], absolute: 1e-12)
    }
  }

  /// Landscaper matches persistences alone.
  @Test func landscaperSaysTheSame() throws {
    let fixture = try PersistenceFixture.load()
    func diagram(_ persistences: [Double]) -> PersistenceDiagram {
      PersistenceFixture.diagram(persistences.map { [0, $0] })
    }
    let distance = try diagram(fixture.wells.persistence)
      .bottleneckDistance(to: diagram(fixture.camel[1].persistence))
    expectClose([distance], [fixture.landscaperDistance], absolute: 1e-12)
  }

  /// Points that never die go in order of birth.
  @Test func pointsThatNeverDie() throws {
    func diagram(_ births: [Double]) -> PersistenceDiagram {
      PersistenceFixture.diagram(births.map { [$0, .infinity] } + [[0, 0.1]])
    }
    #expect(try diagram([3, 1]).bottleneckDistance(to: diagram([1.25, 3.5])) == 0.5)
    #expect(try diagram([3, 1]).bottleneckDistance(to: diagram([1])) == .infinity)
    #expect(try diagram([]).bottleneckDistance(to: diagram([])) == 0)
    #expect(try diagram([3, 1]).relative.bottleneckDistance(to: diagram([4, 2]).relative) == 1)
  }

  /// A thousand points each; moved a little, nothing lies farther off.
  @Test func thousandsOfPoints() throws {
    var random = CounterRandom(seed: 13)
    let first = (0..<2000).map { _ in
      let birth = random.uniform()
      return [birth, birth + 0.3 * random.uniform()]
    }
    let second = first.map { point in
      let birth = point[0] + 0.01 * (random.uniform() - 0.5)
      return [birth, max(birth, point[1] + 0.01 * (random.uniform() - 0.5))]
    }
    let third = (0..<1500).map { _ in
      let birth = random.uniform()
      return [birth, birth + 0.3 * random.uniform()]
    }
    let a = PersistenceFixture.diagram(first)
    let b = PersistenceFixture.diagram(second)
    let c = PersistenceFixture.diagram(third)
    #expect(try a.bottleneckDistance(to: a) == 0)
    let near = try a.bottleneckDistance(to: b)
    #expect(near <= 0.005 && near > 0)
    let far = try a.bottleneckDistance(to: c)
    #expect(far > near && far <= 0.15)
    #expect(abs(try b.bottleneckDistance(to: c) - far) <= near)
  }
}
