import Glibc
import Tensors

/// What long work asks now and then: it throws when the work has to stop.
public enum Checkpoint {
  public typealias Question = @Sendable () throws -> Void

  private static let question = Guarded<Question>({})
  /// What work on single threads asks besides.
  private static let own = Guarded<[UInt: Question]>([:])

  /// Says what to ask from now on, on whatever thread.
  public static func install(_ question: @escaping Question) {
    self.question.withLock { $0 = question }
  }

  /// Work that asks something more, on the thread that it is called on.
  public static func during<Result>(
    _ question: @escaping Question, _ work: () throws -> Result
  ) rethrows -> Result {
    let thread = pthread_self()
    let before = own.withLock { $0.updateValue(question, forKey: thread) }
    defer { own.withLock { $0[thread] = before } }
    return try work()
  }

  static func poll() throws {
    try question.withLock { $0 }()
    let thread = pthread_self()
    if let own = own.withLock({ $0[thread] }) { try own() }
  }
}
