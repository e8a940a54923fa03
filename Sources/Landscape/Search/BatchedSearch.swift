import Foundation
import Synchronization
import Tensors

/// The chains of a run, advanced together from commit to commit.
///
/// Within a batch a chain sees the atlas as it was when the batch began. So what it does depends on
/// the options and on earlier batches, and not on the number of threads or their speed.
struct BatchedSearch {
  struct Batch {
    var states: [ChainState]
    /// By chain, in the order of steps.
    var candidates: [[Candidate]]
  }

  let run: RunRecord
  private(set) var states: [ChainState]
  var newMinima = 0

  private let atlas: Atlas
  private let options: BasinHoppingOptions
  private let slots: [QuencherSlot]
  private let quenchesBefore: Int
  private var stepOffs = 0
  private var lastReport = ContinuousClock.now

  init(_ atlas: Atlas, _ options: BasinHoppingOptions, _ run: RunRecord) {
    self.atlas = atlas
    self.options = options
    self.run = run
    states =
      run.chains.isEmpty
      ? (0..<options.chains).map { ChainState(chain: $0, stepSize: options.stepSize) }
      : run.chains
    quenchesBefore = states.reduce(0) { $0 + $1.step }
    let workers = min(options.workers, options.chains)
    let quench = options.quench(base: atlas.options.quench)
    slots = (0..<workers).map { _ in QuencherSlot(atlas, options: quench) }
  }

  /// Every chain has done its start and its steps.
  var isDone: Bool { states.allSatisfy { $0.step > options.steps } }

  /// One batch. Nothing is stored, and no state changes, before `accept`.
  mutating func advance(progress: (BasinHoppingProgress) throws -> Void) throws -> Batch {
    let chain = BasinHoppingChain(
      options: options, repetition: run.repetition, dimension: atlas.surface.dimension,
      units: atlas.symmetry.unitParameters, known: atlas.index)
    let target = min(options.steps + 1, (states.map(\.step).min() ?? 0) + options.batch)
    let results = BatchResults()
    let (begin, slots) = (states, slots)
    // Shown by the thread that asks whether the work goes on.
    try Cancellation.asking {
      try report(results.quenches.load(ordering: .relaxed), progress)
    } _: {
      try Team.run(tasks: begin.count, workers: slots.count) { worker, number in
        var state = begin[number]
        let candidates = try chain.advance(
          &state, to: target, quencher: slots[worker].quencher(),
          afterQuench: { results.quenches.add(1, ordering: .relaxed) })
        results.byChain.withLock { $0[number] = (state, candidates) }
      }
    }
    let done = results.byChain.withLock { $0 }
    var batch = Batch(states: [], candidates: [])
    for number in begin.indices {
      guard let result = done[number] else { throw CancellationError() }
      batch.states.append(result.state)
      batch.candidates.append(result.candidates)
    }
    return batch
  }

  /// Takes over a batch that is safe in the atlas.
  mutating func accept(_ batch: Batch) {
    states = batch.states
    stepOffs += batch.candidates.joined().reduce(0) { $0 + $1.stepOffs }
  }

  /// At most some 20 times a second: drawing a bar costs more than many a quench.
  private mutating func report(
    _ running: Int, _ show: (BasinHoppingProgress) throws -> Void
  ) throws {
    let now = ContinuousClock.now
    guard now - lastReport >= .milliseconds(50) else { return }
    lastReport = now
    try show(progress(running: running))
  }

  func progress(running: Int) -> BasinHoppingProgress {
    BasinHoppingProgress(
      quenches: states.reduce(running) { $0 + $1.step },
      quenchesAsked: options.chains * (options.steps + 1),
      minima: atlas.count, newMinima: newMinima, lowestEnergy: atlas.lowestEnergy)
  }

  var report: BasinHoppingReport {
    let total = states.reduce(0) { $0 + $1.step }
    let accepted = states.reduce(0) { $0 + $1.accepted }
    return BasinHoppingReport(
      run: run.id, isResumed: run.isResumed, quenches: total - quenchesBefore,
      totalQuenches: total, evaluations: states.reduce(0) { $0 + $1.evaluations },
      newMinima: newMinima, failed: states.reduce(0) { $0 + $1.failed }, stepOffs: stepOffs,
      acceptance: total == 0 ? 0 : Double(accepted) / Double(total),
      stepSizes: states.map(\.stepSize))
  }
}

/// The quencher of one worker, made at the first use; one thread at a time uses it.
final class QuencherSlot: @unchecked Sendable {
  private let surface: any EnergySurface
  private let symmetry: any Symmetry
  private let options: QuenchOptions
  private var made: Quencher?

  init(_ atlas: Atlas, options: QuenchOptions) {
    surface = atlas.surface
    symmetry = atlas.symmetry
    self.options = options
  }

  func quencher() throws -> Quencher {
    if let made { return made }
    let quencher = try Quencher(surface: surface, symmetry: symmetry, options: options)
    made = quencher
    return quencher
  }
}

/// What the workers of a batch have done so far.
private final class BatchResults: Sendable {
  let quenches = Atomic<Int>(0)
  let byChain = Guarded<[Int: (state: ChainState, candidates: [Candidate])]>([:])
}
