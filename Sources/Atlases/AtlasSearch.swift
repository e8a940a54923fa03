import Foundation
import GRDB
import Landscape
import Ranks
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
    let (units, layers) = (symmetry.unitParameters, self.options.layers)
    try options.check(dimension: surface.dimension, units: units.count, layers: layers.count)
    let dimension = surface.dimension
    let (found, search) = try run(
      SearchCall(
        request: RunRecord.Request(
          kind: BasinHoppingOptions.about.name,
          settings: options.identity + (moves.map { "\nmoves: \($0.identity)" } ?? ""),
          seed: options.seed, tasks: { $0.count(of: options.chains) * (options.steps + 1) }),
        workers: options.workers, quench: options.quench, moves: moves
      ) { repetition, newest, share in
        BasinHopping(
          options, dimension: dimension, units: units, layers: layers,
          custom: moves?.count ?? 0, repetition: repetition, newest: newest, share: share)
      }, progress: progress)
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
    let dimension = surface.dimension
    return try run(
      SearchCall(
        request: RunRecord.Request(
          kind: MultistartOptions.about.name, settings: options.identity, seed: options.seed,
          tasks: { $0.count(of: options.points) }),
        workers: options.workers, quench: options.quench
      ) { repetition, newest, share in
        Multistart(
          options, dimension: dimension, repetition: repetition, newest: newest, share: share)
      }, progress: progress
    ).report
  }

  /// Searches by basin hopping at several temperatures.
  public func parallelTempering(
    _ options: ParallelTemperingOptions, progress: (SearchProgress) throws -> Void = { _ in }
  ) throws -> SearchReport {
    try requireOpen()
    try options.checkSettings()
    let dimension = surface.dimension
    let (found, search) = try run(
      SearchCall(
        request: RunRecord.Request(
          kind: ParallelTemperingOptions.about.name, settings: options.identity,
          seed: options.seed, tasks: { $0.undivided(options.replicas * (options.steps + 1)) }),
        workers: options.workers, quench: options.quench
      ) { repetition, newest, share in
        ParallelTempering(
          options, dimension: dimension, repetition: repetition, newest: newest, share: share)
      }, progress: progress)
    var report = found
    report.exchanges = search.exchanges
    return report
  }

  /// By this process alone, or by all ranks.
  /// - Returns: with the search of the first share.
  private func run<S: QuenchSearch>(
    _ call: SearchCall<S>, progress: (SearchProgress) throws -> Void
  ) throws -> (report: SearchReport, search: S) {
    guard World.current.ranks == 1 else { return try runTogether(call, progress: progress) }
    try requireEnergy()
    var record = try patiently { try RunRecord.begin(call.request, in: self) }
    if record.share.ranks > 1 { return try recognised(record, call) }
    let done = try carryOut(call, &record, progress: progress)
    FinishedRuns.shared.add(try file.read { try record.uuid($0) }, of: uuid)
    return (report([done], record), done.search)
  }

  /// A search that several processes have done together.
  func recognised<S: QuenchSearch>(
    _ first: RunRecord, _ call: SearchCall<S>
  ) throws -> (report: SearchReport, search: S) {
    let shares = try file.read { try first.others($0, path: path) }.map { share in
      let search = try restored(call, share)
      return SearchDone(
        search: search, quenchesBefore: search.tasks, newBefore: search.tally.new)
    }
    FinishedRuns.shared.add(try file.read { try first.uuid($0) }, of: uuid)
    return (report(shares, first), shares[0].search)
  }

  /// What the shares of a search have come to.
  func report<S: QuenchSearch>(_ shares: [SearchDone<S>], _ record: RunRecord) -> SearchReport {
    let tallies = shares.map(\.search.tally)
    func sum(_ value: (SearchTally) -> Int) -> Int { tallies.map(value).reduce(0, +) }
    let total = shares.map(\.search.tasks).reduce(0, +)
    return SearchReport(
      run: record.id, isResumed: record.isResumed,
      quenches: total - shares.map(\.quenchesBefore).reduce(0, +), totalQuenches: total,
      evaluations: sum(\.evaluations),
      newMinima: sum(\.new) - shares.map(\.newBefore).reduce(0, +),
      failures: tallies.reduce(into: [:]) { $0.merge($1.failures, uniquingKeysWith: +) },
      failedQuenches: tallies.flatMap(\.examples), stepOffs: sum(\.stepOffs),
      acceptance: Double(sum(\.accepted)) / Double(max(1, total)))
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
