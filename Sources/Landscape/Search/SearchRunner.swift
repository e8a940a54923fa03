import Foundation
import Synchronization
import Tensors

/// Runs the tasks of a search on a team of workers.
///
/// Tasks are made, performed side by side, and accepted in the order of their numbers. The clock decides only when what
/// has been accepted reaches the disk: every half second.
package struct SearchRunner {
  package var workers: Int
  /// Between two commits.
  package var interval: Duration = .milliseconds(500)

  package init(workers: Int) { self.workers = workers }

  /// - Parameters:
  ///   - accepted: how many tasks have been accepted before.
  ///   - makeWorker: called on the thread that will use it.
  ///   - commit: stores what has been accepted so far; called on any thread, one at a time, and at the end.
  ///   - progress: called on the calling thread now and then with the number of accepted tasks; what it throws ends
  ///     the search, after a commit.
  package func run<S: Search>(
    _ search: inout S, accepted: Int, store: any SearchStore,
    makeWorker: @Sendable () throws -> SearchWorker,
    commit: (inout S, _ accepted: Int) throws -> Void,
    progress: (_ accepted: Int) throws -> Void
  ) throws {
    try withoutActuallyEscaping(commit) { commit in
      let line = Line(search, accepted: accepted, store: store, interval: interval, commit: commit)
      // Everything is given back even after an error: what was accepted is stored.
      defer { search = line.search }
      let count = max(1, min(workers, search.tasks - accepted))
      var failure: (any Error)?
      do {
        try Cancellation.asking {
          try progress(line.accepted)
        } _: {
          try Team.run(tasks: count, workers: count) { _, _ in try line.work(makeWorker()) }
        }
      } catch { failure = error }
      do { try line.finish() } catch { failure = failure ?? error }
      // A worker that was stopped because of another's error knows no reason of its own.
      let isStopped = line.failure is CancellationError
      if let failure = isStopped ? failure ?? line.failure : line.failure ?? failure {
        throw failure
      }
    }
  }
}

/// The tasks between being made and being accepted.
private final class Line<S: Search>: @unchecked Sendable {
  private let condition = NSCondition()
  private let store: any SearchStore
  private let interval: Duration
  private let commit: (inout S, Int) throws -> Void
  private(set) var search: S
  /// Tasks made, and how many of them have been accepted.
  private var next: Int
  private let acceptedCount: Atomic<Int>
  /// Performed, waiting for those before them.
  private var done: [Int: (task: S.Task, outcome: S.Task.Outcome)] = [:]
  private var lastCommit = ContinuousClock.now
  private var isStored = true
  /// Half accepted: not to be stored.
  private var isBroken = false
  private(set) var failure: (any Error)?

  /// Tasks that may be under way beyond the accepted ones.
  private static var window: Int { 64 }

  init(
    _ search: S, accepted: Int, store: any SearchStore, interval: Duration,
    commit: @escaping (inout S, Int) throws -> Void
  ) {
    self.search = search
    self.store = store
    self.interval = interval
    self.commit = commit
    next = accepted
    acceptedCount = Atomic(accepted)
  }

  var accepted: Int { acceptedCount.load(ordering: .relaxed) }

  /// What each worker does until nothing is left.
  func work(_ worker: @autoclosure () throws -> SearchWorker) throws {
    var made: SearchWorker?
    while let (number, task) = try take() {
      do {
        let own = try made ?? worker()
        made = own
        let outcome = try task.perform(by: own)
        try put(number, task, outcome)
      } catch {
        fail(error)
        throw error
      }
      try checked()
    }
  }

  /// The next task; waits for those that it builds on. nil: all are done, or one has failed.
  private func take() throws -> (Int, S.Task)? {
    condition.lock()
    defer { condition.unlock() }
    while failure == nil, next < search.tasks {
      if next < accepted + Line.window, search.prerequisite(of: next) <= accepted {
        let task = search.task(next)
        next += 1
        return (next - 1, task)
      }
      _ = condition.wait(until: Date(timeIntervalSinceNow: 0.02))
      // Not under the lock: the question may draw a bar.
      condition.unlock()
      defer { condition.lock() }
      try checked()
    }
    return nil
  }

  private func put(_ number: Int, _ task: S.Task, _ outcome: S.Task.Outcome) throws {
    condition.lock()
    defer { condition.unlock() }
    done[number] = (task, outcome)
    while failure == nil, let first = done.removeValue(forKey: accepted) {
      isStored = false
      do {
        try search.accept(first.outcome, of: first.task, into: store)
      } catch {
        isBroken = true
        throw error
      }
      acceptedCount.add(1, ordering: .relaxed)
    }
    if ContinuousClock.now - lastCommit >= interval { try save() }
    condition.broadcast()
  }

  private func save() throws {
    guard !isStored, !isBroken else { return }
    try commit(&search, accepted)
    isStored = true
    lastCommit = .now
  }

  private func fail(_ error: any Error) {
    condition.lock()
    defer { condition.unlock() }
    failure = failure ?? error
    condition.broadcast()
  }

  private func checked() throws {
    do { try Cancellation.check() } catch {
      fail(error)
      throw error
    }
  }

  /// Stores the rest, on the thread that called, when all workers have ended.
  func finish() throws {
    condition.lock()
    defer { condition.unlock() }
    try save()
  }
}
