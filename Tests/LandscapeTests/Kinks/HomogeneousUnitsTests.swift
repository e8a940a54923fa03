import Landscape
import Tensors
import TestSupport
import Testing

@Suite struct HomogeneousUnitsTests {
  /// Two inputs, three units, one output without biases: W1 row-major, then W2.
  private static let units = HomogeneousUnits(layers: [
    (0..<3).map { HomogeneousUnits.Unit(incoming: [2 * $0, 2 * $0 + 1], outgoing: [6 + $0]) }
  ])

  private static func energy(_ penalty: Double) -> (Value) throws -> Value {
    { all in
      let x = try Value.tensor(
        Tensor([1, 0.5, -0.3, 1, 0.2, -1, -1, 0.4], shape: Shape([4, 2]), dtype: .float64))
      let y = try Value.tensor(Tensor([1, 0.5, -0.2, 0.7], dtype: .float64))
      let hidden = try x.matmul(all.sliced(0, 0..<6).reshaped(to: Shape([3, 2])).transposed(0, 1))
        .relu()
      let out = try hidden.matmul(all.sliced(0, 6..<9))
      return try (out - y).square().sum() + all.square().sum() * penalty + all.sum()
        * (penalty > 0.5 ? 1 : 0)
    }
  }

  @Test func theTrialTellsWhetherTheEnergyStays() throws {
    let good = try PlanSurface(dimension: 9, Self.energy(0.01)).makeEvaluator()
    #expect(try Self.units.holds(on: good, dimension: 9))
    let bad = try PlanSurface(dimension: 9, Self.energy(1)).makeEvaluator()
    #expect(try !Self.units.holds(on: bad, dimension: 9))
  }

  @Test func modesAreOrthonormalTangents() throws {
    let x = [1, 2, 0.5, 1, 2, 4, -1, -0.5, -2]
    let modes = Self.units.modes(at: x)
    #expect(modes.count == 2)
    for (i, a) in modes.enumerated() {
      for (j, b) in modes.enumerated() {
        let product = zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(abs(product - (i == j ? 1 : 0)) < 1e-14)
      }
    }
    let surface = try PlanSurface(dimension: 9, Self.energy(0.01)).makeEvaluator()
    var slope = x
    _ = try surface.energy(x, gradient: &slope)
    for mode in modes { #expect(abs(zip(slope, mode).reduce(0) { $0 + $1.0 * $1.1 }) < 1e-12) }
    #expect(Self.units.modes(at: [1, 2, 0.5, 1.1, 3, 4, -1, -0.5, -2]).isEmpty)
  }

  @Test func spreadKeepsTheEnergy() throws {
    let x: [Double] = [1, 2, 0, 0, 1e-7, 0, -1, 0, 0]
    let spread = try #require(Self.units.spread(x))
    let surface = try PlanSurface(dimension: 9, Self.energy(0.01)).makeEvaluator()
    var slope = x
    let before = try surface.energy(x, gradient: &slope)
    #expect(abs(try surface.energy(spread, gradient: &slope) - before) < 1e-12)
    #expect(Self.units.modes(at: spread).count == 2)
    #expect(Self.units.spread(spread) == nil)
  }

  /// With units to spare the minimum is proved up to how parallel units share their weights, and not without that.
  @Test func minimaWithSpareUnits() throws {
    let surface = try #require(try KinkedSurface(dimension: 9, Self.energy(0.05)))
    let polish = try KinkPolish(surface)
    var proved = 0
    for seed in 0..<10 {
      var random = CounterRandom(seed: UInt64(seed))
      let start = (0..<9).map { _ in random.symmetric() }
      if try polish.polish(from: start, units: Self.units).minimum != nil { proved += 1 }
    }
    #expect(proved >= 8)
  }
}
