import Foundation
import Layers
import Reachability
import Regions
import Tensors
import TestSupport
import Testing

@Suite struct OutlineTests {
  private static func zonotope(_ generators: [[Double]], center: [Double]) throws -> ReachableSet {
    let size = center.count
    let all = Value.tensor(
      try Tensor(
        generators.flatMap { $0 }, shape: Shape([1, generators.count, size]), dtype: .float64))
    let middle = Value.tensor(try Tensor(center, shape: Shape([1, size]), dtype: .float64))
    let radius = try all.abs().sum([1])
    return ReachableSet(
      lower: try middle - radius, upper: try middle + radius, center: middle, generators: all)
  }

  private static func area(_ corners: [(x: Double, y: Double)]) -> Double {
    zip(corners, corners[1...] + corners[..<1]).reduce(0) {
      $0 + ($1.0.x * $1.1.y - $1.1.x * $1.0.y) / 2
    }
  }

  @Test func outlinesOfKnownSets() throws {
    let hexagon = try Self.zonotope([[1, 0], [0, 1], [1, 1]], center: [5, 6])
    let corners = try hexagon.outline(row: 0, 0, 1)
    #expect(corners.count == 6)
    #expect(corners.map(\.x) == [3, 5, 7, 7, 5, 3] && corners.map(\.y) == [4, 4, 6, 8, 8, 6])
    let box = ReachableSet(lower: hexagon.lower, upper: hexagon.upper)
    #expect(try box.outline(row: 0, 0, 1).map(\.y) == [4, 4, 8, 8])
    #expect(try Self.zonotope([[0, 0]], center: [1, 2]).outline(row: 0, 0, 1).count == 1)
    #expect(
      try Self.zonotope([[1, 1], [-2, -2]], center: [0, 0]).outline(row: 0, 0, 1).count >= 2)
    #expect(throws: TensorError.self) { try hexagon.outline(row: 0, 0, 2) }
    #expect(throws: TensorError.self) { try hexagon.outline(row: 1, 0, 1) }
  }

  /// The area is the exact volume, the extremes are those of the hull, the outline is convex, and all
  /// points of the set are inside.
  @Test(arguments: 0..<20) func outlinesAreExact(_ seed: Int) throws {
    var random = CounterRandom(seed: UInt64(seed))
    let count = 1 + random.integer(below: 12)
    let generators = (0..<count).map { _ in [random.normal(), random.normal()] }
    let set = try Self.zonotope(generators, center: [1, -2])
    let corners = try set.outline(row: 0, 0, 1)
    let volume = try set.measured(.exactVolume).tensor()[0]
    expectClose(Self.area(corners), volume, absolute: 1e-10, relative: 1e-10)
    let (lower, upper) = (try set.lower.tensor(), try set.upper.tensor())
    expectClose(corners.map(\.x).min()!, lower[0], absolute: 1e-12)
    expectClose(corners.map(\.y).max()!, upper[1], absolute: 1e-12)
    for _ in 0..<100 {
      let noise = (0..<count).map { _ in random.symmetric() }
      let x = 1 + zip(noise, generators).reduce(0) { $0 + $1.0 * $1.1[0] }
      let y = -2 + zip(noise, generators).reduce(0) { $0 + $1.0 * $1.1[1] }
      for (a, b) in zip(corners, corners[1...] + corners[..<1]) {
        #expect((b.x - a.x) * (y - a.y) - (b.y - a.y) * (x - a.x) >= -1e-10)
      }
    }
  }

  @Test func unboundedSetsAreRefused() throws {
    let set = try Box(
      lower: .tensor(Tensor([-1, 1], shape: Shape([1, 2]))),
      upper: .tensor(Tensor([1, 2], shape: Shape([1, 2]))))
    let image = try set.image { try 1 / $0 }
    #expect(throws: UnboundedOutline.self) { try image.outline(row: 0, 0, 1) }
  }

  @Test func samplesAreInside() throws {
    let set = try Box.ball(
      .tensor(Tensor([0, 1, 2, 3], shape: Shape([2, 2]))), epsilon: .scalar(0.1))
    var random = CounterRandom(seed: 1)
    for k in 0..<50 {
      let point = try set.sample(corner: k % 2 == 0, &random)
      #expect(try (point - set.lower).min().tensor().item() >= 0)
      #expect(try (set.upper - point).min().tensor().item() >= 0)
      let isCorner = try point.equals(set.lower) + point.equals(set.upper)
      if k % 2 == 0 { #expect(try isCorner.min().tensor().item() == 1) }
    }
  }
}
