import GRDB
import Landscape
import Ranks

/// A search as an atlas carries it out.
protocol AtlasSearch: Search {
  /// Of the whole run.
  var newMinima: Int { get }
  var newSaddles: Int { get }
  /// The first few quenches that failed, of this call.
  var examples: [FailedQuench] { get }
}

extension AtlasSearch {
  var examples: [FailedQuench] { [] }
}

/// A search as it is asked for.
struct SearchCall<S: AtlasSearch> {
  var request: RunRecord.Request
  var workers: Int
  var quench: QuenchOptions
  var moves: (any ScriptMoves)?
  /// How transition states are looked for, if they are.
  var saddle: SaddleOptions?
  /// A share of the search, in an atlas as it is now, after so many earlier runs with its seed.
  var make: (_ atlas: Atlas, _ repetition: Int, Share) throws -> S

  init(
    request: RunRecord.Request, workers: Int, quench: QuenchOptions,
    moves: (any ScriptMoves)? = nil, saddle: SaddleOptions? = nil,
    make: @escaping (Atlas, Int, Share) throws -> S
  ) {
    self.request = request
    self.workers = workers
    self.quench = quench
    self.moves = moves
    self.saddle = saddle
    self.make = make
  }
}

/// What a search has come to.
struct SearchOutcome<S: AtlasSearch> {
  /// The number of the run, of the first share where there are several.
  var run: Int
  var isResumed: Bool
  /// At their ends, in the order of ranks.
  var shares: [S]
  /// Tasks, and what they added, by this call.
  var tasks: Int
  var newMinima: Int
  var newSaddles: Int
  var examples: [FailedQuench]

  var totalTasks: Int { shares.map(\.tasks).reduce(0, +) }
}

extension Atlas {
  /// Begins a search, or goes on with it, to its end: by this process alone, or by all ranks.
  func run<S: AtlasSearch>(
    _ call: SearchCall<S>, progress: (SearchProgress) throws -> Void
  ) throws -> SearchOutcome<S> {
    guard World.current.ranks == 1 else { return try runTogether(call, progress: progress) }
    try requireEnergy()
    var record = try patiently { try RunRecord.begin(call.request, in: self) }
    if record.share.ranks > 1 { return try recognised(record, call) }
    let outcome = try carryOut(call, &record, progress: progress)
    FinishedRuns.shared.add(try file.read { try record.uuid($0) }, of: uuid)
    return outcome
  }

  /// A search that has been done, perhaps by several processes.
  func recognised<S: AtlasSearch>(
    _ first: RunRecord, _ call: SearchCall<S>
  ) throws -> SearchOutcome<S> {
    let shares = try file.read { try first.others($0, path: path) }.map { try restored(call, $0) }
    FinishedRuns.shared.add(try file.read { try first.uuid($0) }, of: uuid)
    return SearchOutcome(
      run: first.id, isResumed: true, shares: shares, tasks: 0, newMinima: 0, newSaddles: 0,
      examples: [])
  }

  /// A search as far as it is stored.
  private func restored<S: AtlasSearch>(_ call: SearchCall<S>, _ record: RunRecord) throws -> S {
    var search = try call.make(self, record.repetition, record.share)
    let tasks = call.request.tasks(record.share)
    guard tasks == record.tasks else {
      throw AtlasError.damaged(
        path: path, what: "run \(record.id) has \(record.tasks) tasks, expected \(tasks)")
    }
    if record.accepted > 0 {
      do { try search.restore(record.state) } catch let error as SearchStateError {
        throw AtlasError.damaged(path: path, what: "run \(record.id): \(error)")
      }
    }
    return search
  }

  /// What is left of a run.
  func carryOut<S: AtlasSearch>(
    _ call: SearchCall<S>, _ record: inout RunRecord,
    progress: (SearchProgress) throws -> Void
  ) throws -> SearchOutcome<S> {
    try file.read { try refresh($0) }
    var search = try restored(call, record)
    let (before, accepted) = (search, record.accepted)
    if !record.isFinished { try perform(&search, &record, call, progress) }
    return SearchOutcome(
      run: record.id, isResumed: record.isResumed, shares: [search],
      tasks: search.tasks - accepted, newMinima: search.newMinima - before.newMinima,
      newSaddles: search.newSaddles - before.newSaddles, examples: search.examples)
  }

  private func perform<S: AtlasSearch>(
    _ search: inout S, _ record: inout RunRecord, _ call: SearchCall<S>,
    _ progress: (SearchProgress) throws -> Void
  ) throws {
    let (surface, symmetry, known, knownSaddles) = (surface, symmetry, known, knownSaddles)
    let (quench, moves, saddle) = (call.quench, call.moves, call.saddle)
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
      try SearchRunner(workers: call.workers).run(
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
      record.isFinished = true
    } catch {
      discardPending()
      try? file.write { try current.release($0) }
      throw error
    }
    try show(search.tasks)
  }
}
