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
protocol QuenchSearch: AtlasSearch {
  var tally: SearchTally { get }
}

extension QuenchSearch {
  var newMinima: Int { tally.new }
  var newSaddles: Int { 0 }
  var examples: [FailedQuench] { tally.examples }
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
    let (units, layers) = (symmetry.unitParameters, self.options.layers)
    try options.check(dimension: surface.dimension, units: units.count, layers: layers.count)
    let outcome = try run(
      SearchCall(
        request: RunRecord.Request(
          kind: BasinHoppingOptions.about.name,
          settings: options.identity + (moves.map { "\nmoves: \($0.identity)" } ?? ""),
          seed: options.seed, tasks: { $0.count(of: options.chains) * (options.steps + 1) }),
        workers: options.workers, quench: options.quench, moves: moves
      ) { atlas, repetition, share in
        BasinHopping(
          options, dimension: atlas.surface.dimension, units: units, layers: layers,
          custom: moves?.count ?? 0, repetition: repetition, newest: atlas.newestID, share: share)
      }, progress: progress)
    var report = report(outcome)
    report.stepSize = outcome.shares[0].stepSize
    return report
  }

  /// Searches from random starts.
  public func multistart(
    _ options: MultistartOptions, progress: (SearchProgress) throws -> Void = { _ in }
  ) throws -> SearchReport {
    try requireOpen()
    try options.checkSettings()
    return report(
      try run(
        SearchCall(
          request: RunRecord.Request(
            kind: MultistartOptions.about.name, settings: options.identity, seed: options.seed,
            tasks: { $0.count(of: options.points) }),
          workers: options.workers, quench: options.quench
        ) { atlas, repetition, share in
          Multistart(
            options, dimension: atlas.surface.dimension, repetition: repetition,
            newest: atlas.newestID, share: share)
        }, progress: progress))
  }

  /// Searches by basin hopping at several temperatures.
  public func parallelTempering(
    _ options: ParallelTemperingOptions, progress: (SearchProgress) throws -> Void = { _ in }
  ) throws -> SearchReport {
    try requireOpen()
    try options.checkSettings()
    let outcome = try run(
      SearchCall(
        request: RunRecord.Request(
          kind: ParallelTemperingOptions.about.name, settings: options.identity,
          seed: options.seed, tasks: { $0.undivided(options.replicas * (options.steps + 1)) }),
        workers: options.workers, quench: options.quench
      ) { atlas, repetition, share in
        ParallelTempering(
          options, dimension: atlas.surface.dimension, repetition: repetition,
          newest: atlas.newestID, share: share)
      }, progress: progress)
    var report = report(outcome)
    report.exchanges = outcome.shares[0].exchanges
    return report
  }

  private func report<S: QuenchSearch>(_ outcome: SearchOutcome<S>) -> SearchReport {
    let tallies = outcome.shares.map(\.tally)
    func sum(_ value: (SearchTally) -> Int) -> Int { tallies.map(value).reduce(0, +) }
    return SearchReport(
      run: outcome.run, isResumed: outcome.isResumed, quenches: outcome.tasks,
      totalQuenches: outcome.totalTasks, evaluations: sum(\.evaluations),
      newMinima: outcome.newMinima,
      failures: tallies.reduce(into: [:]) { $0.merge($1.failures, uniquingKeysWith: +) },
      failedQuenches: outcome.examples, stepOffs: sum(\.stepOffs),
      acceptance: Double(sum(\.accepted)) / Double(max(1, outcome.totalTasks)))
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
