import Foundation
import Landscape
import Tensors
import TestSupport
import Testing

@Suite struct UnitGrowthTests {
  private static func drawn(_ seed: Int, samples: Int, scale: Double) -> UnitGrowth {
    var random = CounterRandom(seed: UInt64(seed))
    func rows(_ n: Int, _ width: Int, _ scale: Double) -> [[Double]] {
      (0..<n).map { _ in (0..<width).map { _ in scale * random.symmetric() } }
    }
    return UnitGrowth(
      linear: rows(2, 3, 0.3 * scale), inputs: rows(samples, 3, 1),
      effects: rows(samples, 2, scale))
  }

  /// The largest |g(u)| over a fine grid of the sphere.
  private static func largest(_ growth: UnitGrowth) -> Double {
    var largest = 0.0
    for i in 0...180 {
      for j in 0..<360 {
        let (a, b) = (Double(i) * .pi / 180, Double(j) * .pi / 180)
        let g = growth.value([sin(a) * cos(b), sin(a) * sin(b), cos(a)])
        largest = max(largest, g.reduce(0) { $0 + $1 * $1 }.squareRoot())
      }
    }
    return largest
  }

  @Test(arguments: 0..<20) func ascentsFindTheLargestGrowth(_ seed: Int) {
    let growth = Self.drawn(seed, samples: 12, scale: 0.4)
    let grid = Self.largest(growth)
    let top = growth.steepest()
    #expect(top.growth >= grid - 1e-12)
    #expect(top.growth < grid * 1.003)
    #expect(abs(top.u.reduce(0) { $0 + $1 * $1 } - 1) < 1e-12)
  }

  /// The bound says that a unit stays zero where the grid says so, and never where it grows.
  @Test(arguments: 0..<20) func boundsAgreeWithTheGrid(_ seed: Int) {
    let drawn = Self.drawn(seed, samples: 8, scale: 0.4)
    let largest = drawn.steepest().growth
    for part in [0.7, 0.99, 1.01, 1.3] {
      let factor = part / largest
      let growth = UnitGrowth(
        linear: drawn.linear.map { $0.map { $0 * factor } }, inputs: drawn.inputs,
        effects: drawn.effects.map { $0.map { $0 * factor } })
      switch GrowthBound(growth: growth, mostBoxes: 100_000).verdict() {
      case .below: #expect(part < 1)
      case .notBelow(let u):
        #expect(part > 1)
        let length = u.reduce(0) { $0 + $1 * $1 }
        #expect(growth.value(u).reduce(0) { $0 + $1 * $1 } >= 0.999 * length)
      case .undecided: Issue.record("undecided at \(part)")
      }
    }
  }

  @Test func directionsLeftOutAreNotAskedFor() {
    // |g| = 1.2 along the first axis alone.
    let growth = UnitGrowth(
      linear: [[1.2, 0, 0], [0, 0.5, 0]], inputs: [[0, 0, 1]], effects: [[0.1, 0.1]])
    guard case .notBelow = GrowthBound(growth: growth, mostBoxes: 10_000).verdict() else {
      Issue.record("a growth of 1.2 was not seen")
      return
    }
    let near = UnitGrowth(
      linear: [[1, 0, 0], [0, 0.5, 0]], inputs: [[0, 0, 1]], effects: [[0, 0.1]])
    let without = GrowthBound(
      growth: near, excluded: [[1, 0, 0], [-1, 0, 0]], mostBoxes: 100_000)
    guard case .below = without.verdict() else {
      Issue.record("the growth is below 1 elsewhere")
      return
    }
  }
}
