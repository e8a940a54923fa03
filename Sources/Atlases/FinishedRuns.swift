import Foundation
import Synchronization

/// The runs that this process has seen to their end, by the atlas they belong to: a further call with their settings asks
/// for another run.
final class FinishedRuns: Sendable {
  static let shared = FinishedRuns()
  /// When this process opened its first atlas, in seconds since 1970.
  static let processStart = Date().timeIntervalSince1970

  private let runs = Mutex<[String: Set<String>]>([:])

  func of(_ atlas: String) -> Set<String> { runs.withLock { $0[atlas] ?? [] } }

  func add(_ run: String, of atlas: String) {
    _ = runs.withLock { $0[atlas, default: []].insert(run) }
  }
}
