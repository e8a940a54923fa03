import CKernels

/// Whether work goes on: questions that it asks now and then, and a time at which it has to be over.
///
/// Whoever begins long work says what holds for it, around it; loops that may last call `check`, and nobody in between
/// passes anything on. What is said holds for all that is called from there, the tasks of a `Team` included.
public struct Cancellation: Sendable {
  /// Of the work that is being done.
  @TaskLocal package static var current = Cancellation()

  private var question: (@Sendable () throws -> Void)?
  private var end: ContinuousClock.Instant?

  /// To be called in every loop that may last.
  /// - Throws: what a question throws, or `OutOfTime`.
  public static func check() throws { try current.check() }

  /// Long operations end soon after this byte is no longer 0, if a question then says so. It must live for ever.
  public static func watch(_ flag: UnsafeRawPointer) { tarn_watch(flag) }

  package func check() throws {
    try question?()
    try ResidentMemory.check()
    if let end, ContinuousClock.now >= end { throw OutOfTime() }
  }

  /// Work that asks this too, whenever it is checked. Questions are asked on the thread that is called here.
  public static func asking<Result>(
    _ question: () throws -> Void, _ work: () throws -> Result
  ) rethrows -> Result {
    try withoutActuallyEscaping(question) { question in
      nonisolated(unsafe) let question = question
      let before = current
      var next = before
      next.question = {
        try before.question?()
        try question()
      }
      return try $current.withValue(next, operation: work)
    }
  }

  /// Work that has so many seconds; nil for as many as it takes.
  public static func within<Result>(
    seconds: Double?, _ work: () throws -> Result
  ) rethrows -> Result {
    // Longer than a century is never.
    guard let seconds, seconds < 3e9 else { return try work() }
    var next = current
    let end = ContinuousClock.now + .seconds(seconds)
    next.end = min(next.end ?? end, end)
    return try $current.withValue(next, operation: work)
  }

  /// What threads ask that work for another one: whatever that one says, and its time.
  func shared(_ question: @escaping @Sendable () throws -> Void) -> Cancellation {
    var next = self
    next.question = question
    return next
  }
}

/// The time that work had is over.
public struct OutOfTime: Error, CustomStringConvertible {
  public let description = "the time is over"
}
