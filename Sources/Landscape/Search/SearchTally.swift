/// What the quenches of a search have come to.
package struct SearchTally: Codable, Sendable, Equatable {
  /// Calls of energy and gradient.
  package var evaluations = 0
  package var new = 0
  package var failures: [String: Int] = [:]
  /// Saddles that were met and left before a minimum was stored.
  package var stepOffs = 0
  package var accepted = 0

  package init() {}

  package var failed: Int { failures.values.reduce(0, +) }

  /// The first points that failed, for a look; not kept.
  package private(set) var examples: [FailedQuench] = []
  private static let exampleLimit = 8

  private enum CodingKeys: String, CodingKey { case evaluations, new, failures, stepOffs, accepted }

  /// Stores the outcome of a quench; true if it is a minimum, new or known.
  mutating func take(
    _ settled: Settled, origin: SearchOrigin, into store: any SearchStore
  ) throws -> Bool {
    evaluations += settled.evaluations
    stepOffs += settled.stepOffs
    switch settled.content {
    case .proved(let point):
      if try store.insert(point, origin: origin).isNew { new += 1 }
      return true
    case .known(let id):
      store.visit(id)
      return true
    case .degenerate(let point):
      _ = try store.insert(point, origin: origin)
      fail(.degenerate, settled)
      return false
    case .failed(let reason):
      fail(reason, settled)
      return false
    }
  }

  private mutating func fail(_ reason: QuenchFailure, _ settled: Settled) {
    failures[reason.rawValue, default: 0] += 1
    if examples.count < SearchTally.exampleLimit, let end = settled.end {
      examples.append(FailedQuench(reason: reason, x: end.x, energy: end.value))
    }
  }
}

/// A quench that led to no minimum.
public struct FailedQuench: Sendable, Equatable, Codable {
  public var reason: QuenchFailure
  public var x: [Double]
  public var energy: Double
}
