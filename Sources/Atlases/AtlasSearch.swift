import Foundation
import GRDB
import Landscape
import Settings
import Tensors

/// How far a search has come.
public struct SearchProgress: Sendable {
  /// Tasks (quenches) done and asked.
  public var quenches: Int
  public var quenchesAsked: Int
  /// Minima in the atlas, and those that this call has added.
  public var minima: Int
  public var newMinima: Int
  /// Lowest energy in the atlas; nil while it is empty.
  public var lowestEnergy: Double?
  /// Transition states in the atlas, and those that this call has added.
  public var saddles: Int
  public var newSaddles: Int
}

/// What a search did.
public struct SearchReport: Sendable {
  /// The number of the run in the atlas.
  public var run: Int
  /// The run had been begun before: it went on, or was finished already.
  public var isResumed: Bool
  /// Quenches by this call, and by the whole run.
  public var quenches: Int
  public var totalQuenches: Int
  /// Evaluations of energy and gradient by the whole run.
  public var evaluations: Int
  /// Minima that this call added.
  public var newMinima: Int
  /// Quenches of the whole run that led to no proved minimum, by reason.
  public var failures: [String: Int]
  /// The first few of them, of this call.
  public var failedQuenches: [FailedQuench]
  /// Saddles that the whole run met and left before it stored a minimum.
  public var stepOffs: Int
  /// Share of steps of the whole run that were accepted.
  public var acceptance: Double
  /// As adapted; nil for searches that have none.
  public var stepSize: Double?
  /// Exchanges of places, of tempering.
  public var exchanges: Int?

  public var failed: Int { failures.values.reduce(0, +) }
}

/// A search of quenches, whatever kind it is.
protocol QuenchSearch: Search {
  var tally: SearchTally { get }
}

extension BasinHopping: QuenchSearch {}
extension Multistart: QuenchSearch {}
extension ParallelTempering: QuenchSearch {}

extension Atlas {
  /// Searches by basin hopping and stores every minimum met, those of rejected steps too.
  ///
  /// The k-th call with the same options in a process is the k-th such run of the file: an unfinished run is continued, a
  /// finished one recognised, and otherwise a new one begins, with random numbers of its own. `progress` is called on the
  /// calling thread; what it throws, or what cancels the work, ends the search, and the next call with the same options goes
  /// on from there.
  public func basinHop(
    _ options: BasinHoppingOptions, moves: (any ScriptMoves)? = nil,
    progress: (SearchProgress) throws -> Void = { _ in }
  ) throws -> SearchReport {
    try requireOpen()
    let units = symmetry.unitParameters
    try options.check(
      dimension: surface.dimension, units: units.count, layers: self.options.layers.count)
    let (found, search) = try run(
      kind: BasinHoppingOptions.about.name,
      settings: options.identity + (moves.map { "\nmoves: \($0.identity)" } ?? ""),
      seed: options.seed, tasks: options.chains * (options.steps + 1), workers: options.workers,
      quench: options.quench, moves: moves, progress: progress
    ) { repetition, newest in
      BasinHopping(
        options, dimension: surface.dimension, units: units, layers: self.options.layers,
        custom: moves?.count ?? 0, repetition: repetition, newest: newest)
    }
    var report = found
    report.stepSize = search.stepSize
    return report
  }

  /// Searches from random starts.
  public func multistart(
    _ options: MultistartOptions, progress: (SearchProgress) throws -> Void = { _ in }
  ) throws -> SearchReport {
    try requireOpen()
    try options.checkSettings()
    return try run(
      kind: MultistartOptions.about.name, settings: options.identity, seed: options.seed,
      tasks: options.points, workers: options.workers, quench: options.quench, progress: progress
    ) { repetition, newest in
      Multistart(options, dimension: surface.dimension, repetition: repetition, newest: newest)
    }.report
  }

  /// Searches by basin hopping at several temperatures.
  public func parallelTempering(
    _ options: ParallelTemperingOptions, progress: (SearchProgress) throws -> Void = { _ in }
  ) throws -> SearchReport {
    try requireOpen()
    try options.checkSettings()
    let (found, search) = try run(
      kind: ParallelTemperingOptions.about.name, settings: options.identity, seed: options.seed,
      tasks: options.replicas * (options.steps + 1), workers: options.workers,
      quench: options.quench, progress: progress
    ) { repetition, newest in
      ParallelTempering(
        options, dimension: surface.dimension, repetition: repetition, newest: newest)
    }
    var report = found
    report.exchanges = search.exchanges
    return report
  }

  private func run<S: QuenchSearch>(
    kind: String, settings: String, seed: UInt64, tasks: Int, workers: Int, quench: QuenchOptions,
    moves: (any ScriptMoves)? = nil, progress: (SearchProgress) throws -> Void,
    make: (_ repetition: Int, _ newest: Int) -> S
  ) throws -> (report: SearchReport, search: S) {
    var newBefore = 0
    let (done, search) = try run(
      RunRecord.Request(kind: kind, settings: settings, seed: seed, tasks: tasks),
      workers: workers, quench: quench, moves: moves, saddle: nil, progress: progress,
      make: { make($0.repetition, $1) },
      begun: { newBefore = $0.tally.new })
    let tally = search.tally
    let report = SearchReport(
      run: done.id, isResumed: done.isResumed, quenches: search.tasks - done.before,
      totalQuenches: search.tasks, evaluations: tally.evaluations, newMinima: tally.new - newBefore,
      failures: tally.failures, failedQuenches: tally.examples, stepOffs: tally.stepOffs,
      acceptance: Double(tally.accepted) / Double(max(1, tasks)))
    return (report, search)
  }

  /// What is known of a run that has ended, beside its search.
  struct FinishedRun {
    var id: Int
    var isResumed: Bool
    /// Tasks that had been accepted before this call.
    var before: Int
  }

  /// Begins a run, or goes on with it, to its end.
  /// - Parameters:
  ///   - saddle: how transition states are looked for, if they are.
  ///   - begun: called when the state of the run is known.
  func run<S: Search>(
    _ request: RunRecord.Request, workers: Int, quench: QuenchOptions,
    moves: (any ScriptMoves)? = nil, saddle: SaddleOptions?,
    progress: (SearchProgress) throws -> Void,
    make: (_ record: RunRecord, _ newest: Int) throws -> S, begun: (S) -> Void
  ) throws -> (run: FinishedRun, search: S) {
    try requireEnergy()
    var record = try patiently {
      try RunRecord.begin(request, in: self)
    }
    try file.read { try refresh($0) }
    var search = try make(record, newestID)
    guard request.tasks == record.tasks else {
      throw AtlasError.damaged(
        path: path, what: "run \(record.id) has \(record.tasks) tasks, expected \(request.tasks)")
    }
    if record.accepted > 0 {
      do { try search.restore(record.state) } catch let error as SearchStateError {
        throw AtlasError.damaged(path: path, what: "run \(record.id): \(error)")
      }
    }
    let before = record.accepted
    begun(search)
    if !record.isFinished {
      try perform(
        &search, &record, workers: workers, quench: quench, moves: moves, saddle: saddle, progress)
    }
    FinishedRuns.shared.add(try file.read { try record.uuid($0) }, of: uuid)
    return (FinishedRun(id: record.id, isResumed: record.isResumed, before: before), search)
  }

  private func perform<S: Search>(
    _ search: inout S, _ record: inout RunRecord, workers: Int, quench: QuenchOptions,
    moves: (any ScriptMoves)?, saddle: SaddleOptions?,
    _ progress: (SearchProgress) throws -> Void
  ) throws {
    let (surface, symmetry, known) = (surface, symmetry, known)
    let knownSaddles = knownSaddles
    let total = search.tasks
    let (minimaBefore, saddlesBefore) = (count, saddleCount)
    renumbered = [:]
    var lastReport = ContinuousClock.now
    func show(_ accepted: Int) throws {
      try progress(
        SearchProgress(
          quenches: accepted, quenchesAsked: total, minima: count,
          newMinima: count - minimaBefore, lowestEnergy: lowestEnergy, saddles: saddleCount,
          newSaddles: saddleCount - saddlesBefore))
    }
    var current = record
    do {
      try SearchRunner(workers: workers).run(
        &search, accepted: record.accepted, store: self,
        makeWorker: {
          SearchWorker(
            quencher: try Quencher(surface: surface, symmetry: symmetry, options: quench),
            known: known, moves: try moves?.makeEvaluator(),
            saddles: try saddle.map { options in
              SaddleWorker(
                finder: try SaddleFinder(
                  surface: surface, symmetry: symmetry, options: options, quench: quench),
                known: knownSaddles, minima: known)
            })
        },
        commit: { search, accepted in
          let state = try search.takeChanges()
          try patiently {
            try commit(run: current.id) { database in
              try current.advance(to: accepted, state, database, path: path)
            }
          }
          current.accepted = accepted
          if !renumbered.isEmpty {
            search.renumber(renumbered)
            renumbered = [:]
          }
        },
        // At most some 20 times a second: drawing a bar costs more than many a quench.
        progress: { accepted in
          let now = ContinuousClock.now
          guard now - lastReport >= .milliseconds(50) else { return }
          lastReport = now
          try show(accepted)
        })
      record = current
      try patiently { try file.write { try current.finish($0) } }
    } catch {
      discardPending()
      try? file.write { try current.release($0) }
      throw error
    }
    try show(search.tasks)
  }

  /// While another process writes for long, tries again until the work is cancelled.
  func patiently<T>(_ body: () throws -> T) throws -> T {
    while true {
      do { return try body() } catch AtlasError.busy { try Cancellation.check() }
    }
  }
}

/// Moves of basin hopping that a script has given.
public protocol ScriptMoves: CustomMoves {
  /// What decides their result.
  var identity: String { get }
}

extension Atlas {
  /// What runs say of the program that began them.
  static let programVersion = "0.1.0"
}
