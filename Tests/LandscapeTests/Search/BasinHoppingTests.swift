import Atlases
import Foundation
import Landscape
import Tensors
import TestSupport
import Testing

#if DEBUG
  private let isOptimized = false
#else
  private let isOptimized = true
#endif

/// Searches whose complete results are known.
@Suite struct BasinHoppingTests {
  @Test(
    .enabled(if: isOptimized, "four hundred quenches take minutes without optimisation"),
    arguments: [0, 1] as [UInt64])
  func irisHasExactlyItsTwoMinima(seed: UInt64) throws {
    let iris = try Fixtures.iris(lambda: 1e-2)
    let atlas = try Atlas.open(path: ":memory:", surface: iris, symmetry: iris.symmetry)
    var options = BasinHoppingOptions()
    options.seed = seed
    options.chains = 4
    options.workers = 2
    options.steps = 100
    let report = try atlas.basinHop(options)
    let recorded = try Fixtures.stationaryPoints().iris[0].minima
    let minima = try atlas.minima()
    #expect(minima.count == 2)
    for (found, known) in zip(minima, recorded) {
      expectClose(found.energy, known.energy, absolute: 1e-9)
      #expect(iris.symmetry.distance(found.x, known.theta) < 1e-6)
      expectClose(found.lowestEigenvalue, known.lowestEigenvalue, absolute: 1e-6)
      expectClose(found.logDeterminant, known.logDeterminant, absolute: 1e-4)
      #expect(found.gradientNorm < 1e-11)
    }
    #expect(minima.first?.multiplicity == 122_880)
    #expect(minima.map(\.hits).reduce(0, +) + report.failed == report.quenches)
    #expect(report.quenches == 404)
  }

  @Test(arguments: [0, 17] as [UInt64])
  func xorHasExactlyItsFiveMinima(seed: UInt64) throws {
    let xor = TanhNetwork.xor(hidden: 2, lambda: 1e-2)
    let atlas = try Atlas.open(path: ":memory:", surface: xor, symmetry: xor.symmetry)
    var options = BasinHoppingOptions()
    options.seed = seed
    options.chains = 4
    options.steps = 100
    options.temperature = 0.1
    options.stepSize = 2
    _ = try atlas.basinHop(options)
    let known = try Fixtures.stationaryPoints().xor[0]
    let minima = try atlas.minima()
    #expect(minima.count == known.energies.count)
    for (found, energy) in zip(minima, known.energies) {
      expectClose(found.energy, energy, absolute: 1e-9)
    }
    #expect(minima.map(\.multiplicity) == known.orbits)
  }

  @Test(arguments: [0, 1] as [UInt64])
  func sevenLennardJonesAtomsHaveExactlyFourMinima(seed: UInt64) throws {
    let atlas = try Atlas.open(
      path: ":memory:", surface: LennardJones(atoms: 7), symmetry: SortedDistances())
    var options = BasinHoppingOptions()
    options.seed = seed
    options.chains = 2
    options.steps = 150
    options.temperature = 1
    options.stepSize = 0.4
    options.quench.descent.maximumStepLength = 0.3
    // Two triangles and an atom, near enough that none flies off.
    options.start = [
      0, 0, 0, 1.1, 0, 0, 0.5, 1, 0, 0.5, 0.4, 1, 0.4, 0.3, -1, 1.4, 1, 0.5, -0.4, 0.9, 0.5,
    ]
    _ = try atlas.basinHop(options)
    let known = try Fixtures.stationaryPoints().sevenAtoms.minima
    let minima = try atlas.minima()
    #expect(minima.count == known.count)
    for (found, energy) in zip(minima, known) { expectClose(found.energy, energy, absolute: 1e-9) }
    #expect(minima.allSatisfy { $0.zeroModes == 6 })
  }

  @Test func theChainGoesDownhillAtTemperatureZeroAndAdaptsItsStep() throws {
    let atlas = try Atlas.open(path: ":memory:", surface: ClosureSurface.himmelblau)
    var options = BasinHoppingOptions()
    options.steps = 200
    options.temperature = 0
    options.adaptationInterval = 20
    var seen: [SearchProgress] = []
    let report = try atlas.basinHop(options, progress: { seen.append($0) })
    #expect(report.stepSize != 2)
    #expect(report.stepSize ?? 9 <= 4)
    #expect(report.failed == 0)
    let last = try #require(seen.last)
    #expect(last.quenches == 201 && last.quenchesAsked == 201)
    #expect(last.minima == atlas.count)
    #expect(seen.map(\.quenches) == seen.map(\.quenches).sorted())
    let minima = try atlas.minima()
    #expect(minima.allSatisfy { abs($0.energy) < 1e-20 })
    #expect(minima.count <= 4)
  }

  @Test func pointsWhereTheEnergyIsNotANumberAreFailedSteps() throws {
    // A wall on the left of the double well.
    let walled = ClosureSurface(2) { p in
      p[0] < -0.5 ? (.nan, [.nan, .nan], [0, 0, 0, 0]) : try ClosureSurface.doubleWell.body(p)
    }
    let atlas = try Atlas.open(path: ":memory:", surface: walled)
    var options = BasinHoppingOptions()
    options.steps = 60
    options.stepSize = 3
    let report = try atlas.basinHop(options)
    #expect(report.failed > 0)
    #expect(atlas.count == 1)
    #expect(report.quenches == 61)
  }

  @Test(arguments: [1, 2])
  func anErrorOfTheEnergyEndsTheRun(workers: Int) throws {
    struct Broken: Error {}
    let surface = ClosureSurface(2) { p in
      if p[0] > 4.5 { throw Broken() }
      return ClosureSurface.himmelblauBody(p)
    }
    let atlas = try Atlas.open(path: ":memory:", surface: surface)
    var options = BasinHoppingOptions()
    options.chains = 3
    options.steps = 400
    options.stepSize = 4
    options.workers = workers
    #expect(throws: Broken.self) { try atlas.basinHop(options) }
  }

  @Test func oneWorkerIsTheCallersThread() throws {
    let thread = ObjectIdentifier(Thread.current)
    let surface = ClosureSurface(2) { p in
      #expect(ObjectIdentifier(Thread.current) == thread)
      return ClosureSurface.himmelblauBody(p)
    }
    let atlas = try Atlas.open(path: ":memory:", surface: surface)
    var options = BasinHoppingOptions()
    options.chains = 3
    options.steps = 5
    options.workers = 1
    _ = try atlas.basinHop(options)
    #expect(atlas.count >= 1)
  }

  @Test func workersCanBeCancelled() throws {
    struct Stop: Error {}
    let xor = TanhNetwork.xor(hidden: 2, lambda: 1e-5)
    let atlas = try Atlas.open(path: ":memory:", surface: xor, symmetry: xor.symmetry)
    var options = BasinHoppingOptions()
    options.chains = 2
    options.workers = 2
    options.steps = 1_000_000
    let begin = ContinuousClock.now
    var calls = 0
    #expect(throws: Stop.self) {
      try Cancellation.asking {
        calls += 1
        if calls == 3 { throw Stop() }
      } _: {
        try atlas.basinHop(options)
      }
    }
    #expect(ContinuousClock.now - begin < .seconds(5))
  }

  @Test func badOptionsAreErrors() throws {
    let atlas = try Atlas.open(path: ":memory:", surface: ClosureSurface.himmelblau)
    func fails(_ name: String, _ change: (inout BasinHoppingOptions) -> Void) {
      var options = BasinHoppingOptions()
      change(&options)
      do {
        _ = try atlas.basinHop(options)
        Issue.record("\(name) was accepted")
      } catch {
        #expect("\(error)".contains(name))
      }
    }
    fails("steps") { $0.steps = -1 }
    fails("chains") { $0.chains = 0 }
    fails("temperature") { $0.temperature = .nan }
    fails("step_size") { $0.stepSize = 0 }
    fails("max_step_size") { $0.maximumStepSize = 0.5 }
    fails("adaptation_interval") { $0.adaptationInterval = 0 }
    fails("adaptation_factor") { $0.adaptationFactor = 1.5 }
    fails("target_leaving") { $0.targetLeaving = 2 }
    fails("redraw_probability") { $0.redrawProbability = 0.5 }
    fails("initial_scale") { $0.initialScale = .infinity }
    fails("workers") { $0.workers = 0 }
    fails("tolerance") { $0.quench.descent.tolerance = 0 }
    fails("coordinates") { $0.start = [1] }
    fails("start") { $0.start = [1, .nan] }
    #expect(atlas.count == 0)
  }
}
