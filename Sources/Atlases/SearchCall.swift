import GRDB
import Landscape

/// A search as it is asked for.
struct SearchCall<S: QuenchSearch> {
  var request: RunRecord.Request
  var workers: Int
  var quench: QuenchOptions
  var moves: (any ScriptMoves)?
  /// The share of the search for so many earlier runs with its seed and the newest point that it may know.
  var make: (_ repetition: Int, _ newest: Int, Share) -> S

  init(
    request: RunRecord.Request, workers: Int, quench: QuenchOptions,
    moves: (any ScriptMoves)? = nil, make: @escaping (Int, Int, Share) -> S
  ) {
    self.request = request
    self.workers = workers
    self.quench = quench
    self.moves = moves
    self.make = make
  }
}

/// A search that has come to its end, and how far it had come before.
struct SearchDone<S: QuenchSearch> {
  var search: S
  var quenchesBefore: Int
  var newBefore: Int
}

extension Atlas {
  /// A search as far as it is stored.
  func restored<S: QuenchSearch>(_ call: SearchCall<S>, _ record: RunRecord) throws -> S {
    var search = call.make(record.repetition, newestID, record.share)
    guard search.tasks == record.tasks else {
      throw AtlasError.damaged(
        path: path, what: "run \(record.id) has \(record.tasks) tasks, expected \(search.tasks)")
    }
    if record.accepted > 0 {
      do { try search.restore(record.state) } catch let error as SearchStateError {
        throw AtlasError.damaged(path: path, what: "run \(record.id): \(error)")
      }
    }
    return search
  }

  /// What is left of a run.
  func carryOut<S: QuenchSearch>(
    _ call: SearchCall<S>, _ record: inout RunRecord,
    progress: (SearchProgress) throws -> Void
  ) throws -> SearchDone<S> {
    try file.read { try refresh($0) }
    var search = try restored(call, record)
    let (before, newBefore) = (record.accepted, search.tally.new)
    if !record.isFinished { try perform(&search, &record, call, progress) }
    return SearchDone(search: search, quenchesBefore: before, newBefore: newBefore)
  }

  private func perform<S: QuenchSearch>(
    _ search: inout S, _ record: inout RunRecord, _ call: SearchCall<S>,
    _ progress: (SearchProgress) throws -> Void
  ) throws {
    let (surface, symmetry, known) = (surface, symmetry, known)
    let (quench, moves) = (call.quench, call.moves)
    let total = search.tasks
    let minimaBefore = count
    var lastReport = ContinuousClock.now
    func show(_ accepted: Int) throws {
      try progress(
        SearchProgress(
          quenches: accepted, quenchesAsked: total, minima: count,
          newMinima: count - minimaBefore, lowestEnergy: lowestEnergy))
    }
    var current = record
    do {
      try SearchRunner(workers: call.workers).run(
        &search, accepted: record.accepted, store: self,
        makeWorker: {
          SearchWorker(
            quencher: try Quencher(surface: surface, symmetry: symmetry, options: quench),
            known: known, moves: try moves?.makeEvaluator())
        },
        commit: { search, accepted in
          let state = try search.takeChanges()
          try patiently {
            try commit(run: current.id) { database in
              try current.advance(to: accepted, state, database, path: path)
            }
          }
          current.accepted = accepted
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
    try show(total)
  }
}
