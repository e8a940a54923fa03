import CKernels
import Synchronization

/// Threads that share numbered tasks: those of kernels, for work that takes longer.
///
/// The thread that calls is one of them. It alone asks whether the work shall go on (`Cancellation`), in its own tasks
/// and while it waits for those of others; these learn of it when they check. A task that is part of another job, or
/// finds the team at work, is done by its own thread. No result may depend on who did what.
package enum Team {
  /// Runs all tasks, each on one of the workers, of whom the first is the thread that calls. After a failure no later
  /// task begins, and later tasks end where they check; earlier ones go on, so that what is thrown does not
  /// depend on the threads.
  /// - Throws: what ended the work as a whole, or what the first task that failed threw.
  package static func run(
    tasks: Int, workers: Int, _ body: @Sendable (_ worker: Int, _ task: Int) throws -> Void
  ) throws {
    guard workers > 1, tasks > 1 else {
      for task in 0..<tasks { try body(0, task) }
      return
    }
    try withoutActuallyEscaping(body) { body in
      let job = Job(body)
      withExtendedLifetime(job) {
        tarn_share(
          { context, task, worker in Job.at(context).run(Int(task), worker: Int(worker)) },
          { context in Job.at(context).poll() },
          Unmanaged.passUnretained(job).toOpaque(), Int64(tasks), Int64(workers))
      }
      try job.finish()
    }
  }

  /// Maps parts, so many at a time; results are in the order of the parts.
  /// - Parameter body: each worker writes to what is its own; all else is only read meanwhile.
  package static func map<Part, Result>(
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
}

/// The tasks of one call.
private final class Job: Sendable {
  private let body: @Sendable (_ worker: Int, _ task: Int) throws -> Void
  /// Of the thread that called.
  private let cancellation = Cancellation.current
  /// The first task that failed; below all of them once the work as a whole has ended.
  private let failed = Atomic<Int>(.max)
  private let errors = Guarded<(whole: (any Error)?, first: (any Error)?)>((nil, nil))

  init(_ body: @escaping @Sendable (_ worker: Int, _ task: Int) throws -> Void) {
    self.body = body
  }

  static func at(_ context: UnsafeMutableRawPointer?) -> Job {
    Unmanaged<Job>.fromOpaque(context!).takeUnretainedValue()
  }

  func run(_ task: Int, worker: Int) {
    guard task < failed.load(ordering: .relaxed) else { return }
    do {
      let own =
        worker == 0
        ? Cancellation().shared { [self] in
          try require(task)
          try ask()
        } : cancellation.shared { [self] in try require(task) }
      try Cancellation.$current.withValue(own) { try body(worker, task) }
    } catch {
      errors.withLock {
        guard task < failed.load(ordering: .relaxed) else { return }
        $0.first = error
        failed.store(task, ordering: .relaxed)
      }
    }
  }

  /// Called by the thread that waits.
  func poll() { try? ask() }

  func finish() throws {
    let errors = errors.withLock { $0 }
    if let error = errors.whole ?? errors.first { throw error }
  }

  private func require(_ task: Int) throws {
    if task > failed.load(ordering: .relaxed) { throw CancellationError() }
  }

  /// What the caller's work asks; an error ends all tasks.
  private func ask() throws {
    guard failed.load(ordering: .relaxed) >= 0 else { throw CancellationError() }
    do { try cancellation.check() } catch {
      errors.withLock {
        $0.whole = error
        failed.store(-1, ordering: .relaxed)
      }
      throw error
    }
  }
}
