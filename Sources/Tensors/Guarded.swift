import Foundation

/// A value that one thread at a time may use. Unlike `Mutex`, whose waiting the thread sanitizer does
/// not see on Linux, its lock is one that the sanitizer knows.
package final class Guarded<State>: @unchecked Sendable {
  private let lock = NSLock()
  private var state: State

  package init(_ state: State) { self.state = state }

  package func withLock<Result>(_ body: (inout State) throws -> Result) rethrows -> Result {
    lock.lock()
    defer { lock.unlock() }
    return try body(&state)
  }
}
