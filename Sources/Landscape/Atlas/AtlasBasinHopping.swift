import Foundation
import GRDB
import Synchronization

/// How far a run has come.
public struct BasinHoppingProgress: Sendable {
  /// Quenches done and asked: (steps + 1) of every chain.
  public var quenches: Int
  public var quenchesAsked: Int
  /// Minima in the atlas, and those that this call has added.
  public var minima: Int
  public var newMinima: Int
  /// Lowest energy in the atlas; nil while it is empty.
  public var lowestEnergy: Double?
}

/// What a call of `basinHop` did.
public struct BasinHoppingReport: Sendable {
  /// The number of the run in the atlas.
  public var run: Int
  /// It went on with a run that had been interrupted.
  public var isResumed: Bool
  /// Quenches by this call, and by the whole run.
  public var quenches: Int
  public var totalQuenches: Int
  /// Evaluations of energy and gradient by the descents of the whole run.
  public var evaluations: Int
  /// Minima that this call added.
  public var newMinima: Int
  /// Quenches of the whole run that did not converge.
  public var failed: Int
  /// Saddles that this call met and left before it stored a minimum.
  public var stepOffs: Int
  /// Share of steps of the whole run that were accepted.
  public var acceptance: Double
  /// Of each chain, as adapted.
  public var stepSizes: [Double]
}

extension Atlas {
  /// Searches by basin hopping and stores every minimum met, those of rejected steps too.
  ///
  /// An unfinished run with the same options is continued; otherwise a new one begins, with random
  /// numbers of its own. `progress` is called on the calling thread; what it throws, or what cancels
  /// the work, ends the search, and the next call with the same options goes on after the last commit.
  public func basinHop(
    _ options: BasinHoppingOptions,
    progress: (BasinHoppingProgress) throws -> Void = { _ in }
  ) throws -> BasinHoppingReport {
    try requireOpen()
    try options.validate(
      dimension: surface.dimension, units: symmetry.unitParameters.count)
    let run = try RunRecord.begin(options, in: self)
    try file.read { try refresh($0) }
    var search = BatchedSearch(self, options, run)
    while !search.isDone {
      let outcome = try search.advance(progress: progress)
      try commit(outcome, &search)
      try progress(search.progress(running: 0))
    }
    try file.write { try run.finish($0) }
    return search.report
  }

  private func commit(_ batch: BatchedSearch.Batch, _ search: inout BatchedSearch) throws {
    let added = try transaction { database in
      let newest = newestID
      try store(batch, search.run, database)
      for (state, old) in zip(batch.states, search.states) {
        try search.run.store(state, previous: old.step, database, path: path)
      }
      return newestID - newest
    }
    search.newMinima += added
    search.accept(batch)
  }

  /// Candidates go in by step and then by chain, whichever thread was first to find them.
  private func store(_ batch: BatchedSearch.Batch, _ run: RunRecord, _ database: Database) throws {
    var ids = batch.candidates.map { [Int](repeating: 0, count: $0.count) }
    let longest = batch.candidates.map(\.count).max() ?? 0
    var hits: [Int: Int] = [:]
    for position in 0..<longest {
      for (chain, candidates) in batch.candidates.enumerated() where position < candidates.count {
        let candidate = candidates[position]
        switch candidate.content {
        case .new(let point):
          let origin = Origin(run: run.id, chain: chain, step: candidate.step)
          ids[chain][position] = try insert(point, origin: origin, database).id
        case .known(let id):
          ids[chain][position] = id
          hits[id, default: 0] += 1
        case .repeated(let earlier):
          ids[chain][position] = ids[chain][earlier]
          hits[ids[chain][position], default: 0] += 1
        case .failed: break
        }
      }
    }
    for (id, number) in hits { try addHits(number, to: id, database) }
  }
}
