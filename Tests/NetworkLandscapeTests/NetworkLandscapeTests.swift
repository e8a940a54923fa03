import Atlases
import DataIO
import Foundation
import Landscape
import Layers
import Losses
import LuaBridge
import NetworkLandscape
import TarnLua
import Tensors
import TestSupport
import Testing

/// The loss of a network on Iris, searched from Swift.
@Suite struct NetworkLandscapeTests {
  private static var loss: Loss { Loss(CrossEntropy()) + Loss(L2(1e-2)) }
  /// The energies of both minima, as `scripts/fixtures` found them.
  private static let energies = [0.285799059909, 0.286163221033]

  private static func landscape(
    _ activation: any Layer = Tanh(), _ loss: Loss = NetworkLandscapeTests.loss
  ) throws -> NetworkLandscape {
    let data = try BundledData.iris.load(
      standardLibrary: Repository.standardLibrary, dtype: .float64)
    return try NetworkLandscape(
      Network([Linear(4, 10), activation, Linear(10, 3)]), loss, data.standardized())
  }

  private static let start: [Double] = {
    var random = CounterRandom(seed: 3)
    return (0..<83).map { _ in random.symmetric() }
  }()

  @Test("An atlas made here is the one that Lua opens, and a quench there ends at the same minimum")
  func isTheLandscapeOfLua() throws {
    let scratch = try Scratch()
    let path = scratch.path("iris.atlas")
    let landscape = try Self.landscape()
    let atlas = try landscape.open(path)
    let report = try atlas.quench(Self.start)
    let id = try #require(report.minimum)
    #expect(Self.energies.contains { $0.isApproximatelyEqual(to: report.energy, absolute: 1e-9) })
    let minimum = try atlas.minimum(id)
    try atlas.close()

    let lua = Lua()
    defer { lua.close() }
    _ = try TarnLua.install(in: lua, standardLibrary: Repository.standardLibrary)
    let numbers = Self.start.map { "\($0)" }.joined(separator: ", ")
    try lua.run(
      """
      local net = nn.Sequential{nn.Linear(4, 10), nn.Tanh(), nn.Linear(10, 3)}
      local d = data.iris{dtype = "float64"}:standardize()
      local atlas = landscape.open([[\(path)]],
        {net = net, loss = loss.cross_entropy() + loss.l2(1e-2), data = d})
      assert(#atlas == 1 and atlas:minimum(1).energy == \(minimum.energy))
      local q = atlas:quench(tensor({\(numbers)}, {dtype = "float64"}))
      assert(q.energy == \(report.energy) and q.minimum == \(id) and not q.is_new)
      """)
  }

  @Test("The network at a point has the energy of the point")
  func pointsAreNetworks() throws {
    let landscape = try Self.landscape()
    var slope = Self.start
    let energy = try landscape.surface.makeEvaluator().energy(Self.start, gradient: &slope)
    let (x, y) = (landscape.samples.x, landscape.samples.y)
    let value = try landscape.loss(landscape.network(at: Self.start), x, y).tensor().item()
    expectClose(value, energy, relative: 1e-14)
  }

  @Test("What an atlas keeps of a landscape stays as it was written")
  func descriptionsStay() throws {
    #expect(
      try Self.landscape().description == [
        "net": "Linear(4 -> 10), Tanh, Linear(10 -> 3)", "loss": "cross_entropy + l2(0.01)",
        "data": "150x4 with 150 targets",
      ])
  }

  @Test("Symmetries are those that the loss has")
  func symmetriesAreFound() throws {
    #expect(try Self.landscape().symmetry.summary == "hidden units 10 odd")
    #expect(try Self.landscape(Sigmoid()).symmetry.summary == "hidden units 10")
    let single = CustomTerm("first") { net, _, _ in
      try net.parameters.sliced(0, 0..<1).square().sum()
    }
    #expect(
      try Self.landscape(Tanh(), Self.loss + Loss(single)).symmetry.summary
        == "hidden units 9 odd + 1 fixed odd")
  }

  @Test("A loss that is not finite has no landscape")
  func lossesMustBeFinite() throws {
    let x = Value.tensor(try Tensor([1, .nan], shape: Shape([2, 1])))
    let y = Value.tensor(try Tensor([Int32(1), 2], shape: Shape([2])))
    #expect(throws: NetworkLandscapeError.samplesNotFinite) { try LandscapeSamples(x: x, y: y) }
    #expect(throws: NetworkLandscapeError.loss(.infinity)) {
      try Self.landscape(Tanh(), Loss(L2(1e300), weight: 1e300))
    }
  }
}
