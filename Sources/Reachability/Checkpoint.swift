import Tensors

/// What long work asks now and then, on whatever thread: it throws when the work has to stop.
public enum Checkpoint {
  private static let question = Guarded<@Sendable () throws -> Void>({})

  /// Says what to ask from now on.
  public static func install(_ question: @escaping @Sendable () throws -> Void) {
    self.question.withLock { $0 = question }
  }

  static func poll() throws { try question.withLock { $0 }() }
}
