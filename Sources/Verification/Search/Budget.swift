/// The time there is, asked for in every loop that may last.
struct Budget: Sendable {
  private let begin = ContinuousClock.now
  private let end: ContinuousClock.Instant?
  /// Called often, on any thread; may throw to stop.
  private let checkpoint: @Sendable () throws -> Void

  init(timeout: Double?, checkpoint: @escaping @Sendable () throws -> Void) {
    // Longer than a century is never.
    let begin = self.begin
    end = timeout.flatMap { $0 < 3e9 ? begin + .seconds($0) : nil }
    self.checkpoint = checkpoint
  }

  var seconds: Double { Budget.seconds(ContinuousClock.now - begin) }

  /// - Throws: `OutOfTime`, or what the caller's checkpoint throws.
  func check() throws {
    try checkpoint()
    if let end, ContinuousClock.now >= end { throw OutOfTime() }
  }

  private static func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
  }
}

/// The time is over.
struct OutOfTime: Error {}
