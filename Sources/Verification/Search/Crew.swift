import Dispatch
import Synchronization
import Tensors

/// Threads that take numbered tasks from one list.
enum Crew {
  /// Runs all tasks, each on one of the workers. After a failure no further task begins.
  /// - Throws: of the tasks that failed, what the first one in the list threw.
  static func run(
    tasks: Int, workers: Int, _ body: @Sendable (_ worker: Int, _ task: Int) throws -> Void
  ) throws {
    guard workers > 1, tasks > 1 else {
      for task in 0..<tasks { try body(0, task) }
      return
    }
    let state = State()
    DispatchQueue.concurrentPerform(iterations: min(workers, tasks)) { worker in
      while true {
        let task = state.next.add(1, ordering: .relaxed).oldValue
        guard task < tasks, !state.hasFailed.load(ordering: .relaxed) else { return }
        do {
          try body(worker, task)
        } catch {
          state.hasFailed.store(true, ordering: .relaxed)
          state.failures.withLock { $0.append((task, error)) }
        }
      }
    }
    if let failure = state.failures.withLock({ $0.min { $0.task < $1.task } }) {
      throw failure.error
    }
  }

  /// Maps parts, so many at a time; results are in the order of the parts.
  /// - Parameter body: each worker writes to what is its own; all else is only read meanwhile.
  static func map<Part, Result>(
    _ parts: [Part], chunk: Int, workers: Int,
    _ body: (_ worker: Int, _ parts: [Part]) throws -> [Result]
  ) throws -> [Result] {
    let tasks = (parts.count + chunk - 1) / chunk
    nonisolated(unsafe) var results = [[Result]](repeating: [], count: tasks)
    let lock = Guarded(())
    try withoutActuallyEscaping(body) { body in
      nonisolated(unsafe) let (body, parts) = (body, parts)
      try run(tasks: tasks, workers: workers) { worker, task in
        let own = try body(
          worker, Array(parts[task * chunk..<min((task + 1) * chunk, parts.count)]))
        lock.withLock { _ in results[task] = own }
      }
    }
    return results.flatMap { $0 }
  }

  private final class State: Sendable {
    let next = Atomic<Int>(0)
    let hasFailed = Atomic<Bool>(false)
    let failures = Guarded<[(task: Int, error: any Error)]>([])
  }
}
