import Foundation
import Synchronization

/// Threads that work off numbered tasks while the thread that asked keeps polling.
///
/// Every thread lives until `stop()`, so that what a task made for its thread can be used again.
final class WorkerTeam: @unchecked Sendable {
  typealias Task = @Sendable (_ worker: Int, _ task: Int) throws -> Void

  /// Guards every variable below but `cancelled`.
  private let condition = NSCondition()
  private var body: Task?
  private var nextTask = 0
  private var taskCount = 0
  private var running = 0
  private var failures: [(task: Int, error: any Error)] = []
  private var isStopped = false
  private let cancelled = Atomic<Bool>(false)

  /// True once a task or the poll of the present run has thrown; long tasks look and give up.
  var isCancelled: Bool { cancelled.load(ordering: .relaxed) }

  init(workers: Int) {
    for worker in 0..<workers {
      let thread = Thread { self.work(as: worker) }
      thread.stackSize = 8 << 20
      thread.name = "landscape worker \(worker + 1)"
      thread.start()
    }
  }

  /// Runs `body` for tasks 0 ..< tasks. Meanwhile calls `poll` on this thread, some 50 times a
  /// second. Throws what `poll` threw, or else the failure of the lowest task, after all tasks
  /// that had begun have ended.
  func run(tasks: Int, body: @escaping Task, poll: () throws -> Void) throws {
    condition.lock()
    self.body = body
    nextTask = 0
    taskCount = tasks
    failures = []
    cancelled.store(false, ordering: .relaxed)
    condition.broadcast()
    var pollFailure: (any Error)?
    while running > 0 || hasWork {
      _ = condition.wait(until: Date(timeIntervalSinceNow: 0.02))
      guard pollFailure == nil else { continue }
      condition.unlock()
      do {
        try poll()
      } catch {
        pollFailure = error
        cancelled.store(true, ordering: .relaxed)
      }
      condition.lock()
    }
    // Tasks that gave up because another had failed are not the cause.
    let failure =
      failures.filter { !($0.error is CancellationError) }.min { $0.task < $1.task }
      ?? failures.first
    self.body = nil
    condition.unlock()
    if let pollFailure { throw pollFailure }
    if let failure { throw failure.error }
  }

  /// Ends the threads. No `run` may follow.
  func stop() {
    condition.lock()
    isStopped = true
    condition.broadcast()
    condition.unlock()
  }

  private var hasWork: Bool { nextTask < taskCount && !isCancelled }

  private func work(as worker: Int) {
    condition.lock()
    while true {
      while !isStopped && !(hasWork && body != nil) { condition.wait() }
      guard !isStopped, let body else { break }
      let task = nextTask
      nextTask += 1
      running += 1
      condition.unlock()
      var failure: (any Error)?
      do { try body(worker, task) } catch { failure = error }
      condition.lock()
      running -= 1
      if let failure {
        failures.append((task, failure))
        cancelled.store(true, ordering: .relaxed)
      }
      condition.broadcast()
    }
    condition.unlock()
  }
}
