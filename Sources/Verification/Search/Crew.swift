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

  private final class State: Sendable {
    let next = Atomic<Int>(0)
    let hasFailed = Atomic<Bool>(false)
    let failures = Guarded<[(task: Int, error: any Error)]>([])
  }
}
