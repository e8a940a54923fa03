import Foundation
import Reachability
import Tensors
import TestSupport
import Testing

/// What zonotopes hold: combinations of their generators, and nothing beyond a plane that supports them.
@Suite struct ContainsTests {
  /// One zonotope around a center, and its generators as rows.
  private struct Case {
    let center: [Double]
    let generators: [[Double]]

    var size: Int { center.count }

    func set(_ dtype: DType = .float64) throws -> ReachableSet {
      let shape = try Shape([1, size])
      let center = Value.tensor(try Tensor(self.center, shape: shape, dtype: dtype))
      let all = Value.tensor(
        try Tensor(
          generators.flatMap { $0 }, shape: Shape([1, generators.count, size]), dtype: dtype))
      let radius = try all.abs().sum([1])
      return ReachableSet(
        lower: try center - radius, upper: try center + radius, center: center, generators: all)
    }

    /// c + sum_j e_j g_j.
    func point(_ e: [Double]) -> [Double] {
      (0..<size).map { i in zip(e, generators).reduce(center[i]) { $0 + $1.0 * $1.1[i] } }
    }

    /// The e of a corner that is farthest in a direction.
    func support(_ u: [Double]) -> [Double] {
      generators.map { zip(u, $0).reduce(0) { $0 + $1.0 * $1.1 } < 0 ? -1 : 1 }
    }
  }

  private static func holds(_ set: ReachableSet, _ point: [Double]) throws -> Bool {
    let points = try Tensor(point, shape: Shape([1, point.count]), dtype: set.lower.dtype)
    return try set.contains(.tensor(points)).tensor().doubles == [1]
  }

  /// Lengths from 1 to 10^spread; dependent generators where `rank` is less than `size`.
  private static func random(
    _ size: Int, _ count: Int, rank: Int, spread: Double, _ random: inout CounterRandom
  ) -> Case {
    func normal(_ n: Int) -> [Double] { (0..<n).map { _ in random.normal() } }
    let span = (0..<rank).map { k in
      rank == size ? (0..<size).map { $0 == k ? 1.0 : 0 } : normal(size)
    }
    let generators = (0..<count).map { _ in
      let (length, e) = (pow(10, spread * random.uniform()), normal(rank))
      return (0..<size).map { i in length * zip(e, span).reduce(0) { $0 + $1.0 * $1.1[i] } }
    }
    return Case(center: normal(size).map { 3 * $0 }, generators: generators)
  }

  @Test(arguments: [0.0, 4]) func combinationsAreInsideAndNothingBeyondASupport(_ spread: Double)
    throws
  {
    var random = CounterRandom(seed: UInt64(spread) + 1)
    for trial in 0..<60 {
      let size = 1 + trial % 7
      let count = size + trial % 9
      let one = Self.random(size, count, rank: size, spread: spread, &random)
      let set = try one.set()
      for _ in 0..<4 {
        let e = (0..<count).map { _ in 2 * random.uniform() - 1 }
        #expect(try Self.holds(set, one.point(e)))
        #expect(try Self.holds(set, one.point(e.map { $0 < 0 ? -1 : 1 })))
        let u = (0..<size).map { _ in random.normal() }
        let corner = one.support(u)
        #expect(try Self.holds(set, one.point(corner)), "\(count) in \(size), spread \(spread)")
        #expect(try !Self.holds(set, one.point(corner.map { $0 * (1 + 1e-6) })))
        // On the side between two corners.
        let other = one.support(zip(u, u.indices).map { $1 == 0 ? -$0 : $0 })
        #expect(try Self.holds(set, one.point(zip(corner, other).map { 0.3 * $0 + 0.7 * $1 })))
      }
    }
  }

  @Test func flatSetsHoldTheirPlaneAlone() throws {
    var random = CounterRandom(seed: 5)
    for trial in 0..<60 {
      let size = 2 + trial % 6
      let rank = trial % size
      let count = rank == 0 ? 0 : rank + trial % 8
      let one = Self.random(size, count, rank: rank, spread: 1, &random)
      let set = try one.set()
      for _ in 0..<4 {
        let e = (0..<count).map { _ in 2 * random.uniform() - 1 }
        let point = one.point(e)
        #expect(try Self.holds(set, point), "rank \(rank) of \(size), \(count) generators")
        #expect(try Self.holds(set, one.point(one.support(point))))
        #expect(try !Self.holds(set, point.map { $0 + 1e-4 * random.normal() }))
      }
    }
  }

  /// What linear programs of scipy found.
  @Test func linearProgramsAgree() throws {
    let path = Repository.fixtures.appending(path: "reachability/membership.txt")
    let lines = try String(contentsOf: path, encoding: .utf8).split(separator: "\n")
    #expect(lines.count > 250)
    for line in lines {
      let numbers = try line.split(separator: " ").map { try #require(Double($0)) }
      let (size, count) = (Int(numbers[0]), Int(numbers[1]))
      #expect(numbers.count == 3 + size * (count + 1))
      let rows = (0..<count).map { j in Array(numbers[(3 + size * (j + 1))..<(3 + size * (j + 2))])
      }
      let set = try Case(center: Array(repeating: 0, count: size), generators: rows).set()
      let isInside = try Self.holds(set, Array(numbers[3..<3 + size]))
      #expect(isInside == (numbers[2] == 1), "\(line)")
    }
  }

  @Test func rowsAndTypesAreKeptApart() throws {
    // The diamond |x| + |y| <= 1, and the box.
    let generators = try Tensor(
      [0.5, 0.5, 0.5, -0.5, 1, 0, 0, 1], shape: Shape([2, 2, 2]), dtype: .float32)
    let all = Value.tensor(generators)
    let radius = try all.abs().sum([1])
    let set = ReachableSet(
      lower: try -radius, upper: radius, center: try radius * 0, generators: all)
    let points = try Tensor([0.75, 0.75, 0.75, 0.75], shape: Shape([2, 2]), dtype: .float32)
    let inside = try set.contains(.tensor(points)).tensor()
    #expect(inside.shape.dimensions == [2] && inside.doubles == [0, 1])
    let comparison = try set.lower.lessOrEqual(to: set.upper)
    #expect(inside.dtype == comparison.dtype)
    #expect(throws: TensorError.self) { try set.contains(.tensor(points).sliced(0, 0..<1)) }
  }

  /// NaN generators stand for what is not known; there the hull is all there is.
  @Test func unboundedOutputsAreHeldByTheirHull() throws {
    let (nan, infinity) = (Double.nan, Double.infinity)
    let shape = try Shape([1, 3])
    func row(_ numbers: [Double]) throws -> Value { .tensor(try Tensor(numbers, shape: shape)) }
    let set = ReachableSet(
      lower: try row([-1, -1, 0]), upper: try row([1, 1, infinity]), center: try row([0, 0, nan]),
      generators: .tensor(
        try Tensor([0.5, 0.5, nan, 0.5, -0.5, nan], shape: Shape([1, 2, 3]))))
    #expect(try Self.holds(set, [0.25, 0.5, 1e9]) && Self.holds(set, [0.25, 0.5, infinity]))
    #expect(try !Self.holds(set, [0.75, 0.75, 1]) && !Self.holds(set, [0.25, 0.5, -1]))
    #expect(try !Self.holds(set, [nan, 0, 1]) && !Self.holds(set, [0, 0, nan]))
    #expect(try !Self.holds(set, [infinity, 0, 1]))
  }

  @Test func aThousandGeneratorsTakeMilliseconds() throws {
    var random = CounterRandom(seed: 9)
    let one = Self.random(10, 1000, rank: 10, spread: 0, &random)
    let set = try one.set()
    let start = ContinuousClock.now
    for k in 0..<10 {
      let corner = one.support((0..<10).map { _ in random.normal() })
      let isInside = try Self.holds(set, one.point(corner.map { $0 * (k % 2 == 0 ? 0.99 : 1.01) }))
      #expect(isInside == (k % 2 == 0))
    }
    #expect(ContinuousClock.now - start < .seconds(2))
  }
}
