import Foundation
import Synchronization

/// Work that nothing can stop, such as LAPACK's, on a thread of its own: when the work is cancelled, whoever waits
/// goes on at once, and the thread ends by itself. What it works on lives until then.
public enum LeftBehind {
  /// Elementary operations that are worth a thread: some tenths of a second.
  static let worth = 1e9

  private static let number = Atomic<Int>(0)

  /// Whether such threads are still at work. The process must then end without its libraries' farewells, which free
  /// what the threads use.
  public static var isAtWork: Bool { number.load(ordering: .sequentiallyConsistent) > 0 }

  /// - Parameter work: owns all that it reads and writes.
  /// - Throws: what it throws, or what cancels the work that waits for it.
  package static func run<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) throws
    -> Result
  {
    // What is cancelled already comes to its end here.
    do { try Cancellation.check() } catch { return try work() }
    let job = Job(work)
    let thread = Thread {
      job.work()
      number.subtract(1, ordering: .sequentiallyConsistent)
    }
    thread.stackSize = 8 << 20
    number.add(1, ordering: .sequentiallyConsistent)
    thread.start()
    return try job.wait()
  }
}

private final class Job<Result: Sendable>: @unchecked Sendable {
  private let condition = NSCondition()
  private var body: (@Sendable () throws -> Result)?
  private var outcome: Swift.Result<Result, any Error>?

  init(_ body: @escaping @Sendable () throws -> Result) { self.body = body }

  func work() {
    let outcome = body.map { body in Swift.Result { try body() } }
    // Whatever the work holds goes before anybody learns that it is done.
    body = nil
    condition.lock()
    self.outcome = outcome
    condition.signal()
    condition.unlock()
  }

  func wait() throws -> Result {
    condition.lock()
    defer { condition.unlock() }
    while true {
      if let outcome { return try outcome.get() }
      _ = condition.wait(until: Date(timeIntervalSinceNow: 0.03))
      if outcome == nil { try Cancellation.check() }
    }
  }
}
