import Atlases
import Landscape
import Tensors
import TestSupport
import Testing

/// Runs are repeatable: with any number of workers, after interruptions, beside other processes.
@Suite struct AtlasRunTests {
  /// What must be the same bits.
  private struct Trace: Equatable {
    var energies: [UInt64] = []
    var coordinates: [[UInt64]] = []
    var hits: [Int] = []

    init(_ atlas: Atlas) throws {
      for minimum in try atlas.minima(order: .id) {
        energies.append(minimum.energy.bitPattern)
        coordinates.append(minimum.x.map(\.bitPattern))
        hits.append(minimum.hits)
      }
    }
  }

  private func xorOptions() -> BasinHoppingOptions {
    var options = BasinHoppingOptions()
    options.chains = 5
    options.steps = 47
    options.temperature = 0.05
    options.stepSize = 1.5
    options.redrawProbability = 0.2
    options.seed = 9
    return options
  }

  @Test func theNumberOfWorkersChangesNoBit() throws {
    let xor = TanhNetwork.xor(hidden: 2, lambda: 1e-3)
    var traces: [Trace] = []
    for workers in [1, 2, 5] {
      let atlas = try Atlas.open(path: ":memory:", surface: xor, symmetry: xor.symmetry)
      var options = xorOptions()
      options.workers = workers
      let report = try atlas.basinHop(options)
      #expect(report.quenches == 5 * 48)
      traces.append(try Trace(atlas))
    }
    #expect(traces[0].energies.count > 3)
    #expect(traces[0] == traces[1])
    #expect(traces[0] == traces[2])
  }

  @Test func anInterruptedRunGoesOnToTheSameBits() throws {
    struct Stop: Error {}
    let xor = TanhNetwork.xor(hidden: 2, lambda: 1e-3)
    let whole = try Atlas.open(path: ":memory:", surface: xor, symmetry: xor.symmetry)
    let wholeReport = try whole.basinHop(xorOptions())

    try Scratch.with { scratch in
      let path = scratch.path("atlas.db")
      // Abandoned again and again without being closed, as a killed process would leave it.
      var abandoned: [Atlas] = []
      var interruptions = 0
      while interruptions < 3 {
        let atlas = try Atlas.open(path: path, surface: xor, symmetry: xor.symmetry)
        abandoned.append(atlas)
        let begin = atlas.count
        var calls = 0
        let limit = 250 + 50 * interruptions
        #expect(throws: Stop.self) {
          try Cancellation.asking {
            calls += 1
            if calls > limit { throw Stop() }
          } _: {
            try atlas.basinHop(xorOptions())
          }
        }
        if interruptions == 0 { #expect(atlas.count > begin) }
        interruptions += 1
      }
      let atlas = try Atlas.open(path: path, surface: xor, symmetry: xor.symmetry)
      let report = try atlas.basinHop(xorOptions())
      #expect(report.isResumed)
      #expect(report.quenches < report.totalQuenches)
      #expect(report.totalQuenches == wholeReport.totalQuenches)
      #expect(report.stepSize == wholeReport.stepSize)
      #expect(report.evaluations == wholeReport.evaluations)
      #expect(try Trace(atlas) == Trace(whole))

      // Finished: the same options begin a new run with new random numbers.
      let second = try atlas.basinHop(xorOptions())
      #expect(!second.isResumed)
      #expect(second.run != report.run)
      #expect(second.evaluations != report.evaluations)
      withExtendedLifetime(abandoned) {}
    }
  }

  @Test func aRunThatAnotherProcessTookOverIsAnError() throws {
    try Scratch.with { scratch in
      let path = scratch.path("atlas.db")
      let xor = TanhNetwork.xor(hidden: 2, lambda: 1e-2)
      let one = try Atlas.open(path: path, surface: xor, symmetry: xor.symmetry)
      let two = try Atlas.open(path: path, surface: xor, symmetry: xor.symmetry)
      var overtaken = false
      #expect(throws: AtlasError.runTaken(path: path, run: 1)) {
        try Cancellation.asking {
          if !overtaken {
            overtaken = true
            let other = try two.basinHop(xorOptions())
            #expect(other.isResumed)
          }
        } _: {
          try one.basinHop(xorOptions())
        }
      }
      #expect(overtaken)
      // What the first one had begun to note is forgotten: both agree with the file.
      let hits = try two.minima().map(\.hits).reduce(0, +)
      #expect(hits == 5 * 48)
      let hitsOfOne = try one.minima().map(\.hits).reduce(0, +)
      #expect(hitsOfOne == hits)
    }
  }

  @Test func aChainWithoutAnyMinimumYetIsResumedToo() throws {
    struct Stop: Error {}
    let nowhere = ClosureSurface(2) { p in (.nan, [0, 0], [0, 0, 0, 0]) }
    try Scratch.with { scratch in
      let path = scratch.path("atlas.db")
      var options = BasinHoppingOptions()
      options.steps = 24
      let first = try Atlas.open(path: path, surface: nowhere)
      var calls = 0
      #expect(throws: Stop.self) {
        try Cancellation.asking {
          calls += 1
          if calls > 10 { throw Stop() }
        } _: {
          try first.basinHop(options)
        }
      }
      let second = try Atlas.open(path: path, surface: nowhere)
      let report = try second.basinHop(options)
      #expect(report.isResumed)
      #expect(report.quenches > 0 && report.quenches < 25)
      #expect(report.failed == 25 && report.acceptance == 0)
      #expect(second.count == 0)
      #expect(throws: (any Error).self) { try second.quench([0, 0]) }
    }
  }
}
