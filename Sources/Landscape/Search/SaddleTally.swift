/// What the searches for transition states have come to.
package struct SaddleTally: Codable, Sendable, Equatable {
  /// Calls of energy and gradient.
  package var evaluations = 0
  /// Transition states, and minima.
  package var new = 0
  package var newMinima = 0
  /// Searches that ended at a transition state.
  package var successes = 0
  package var failures: [String: Int] = [:]
  /// Stationary points of symmetric subspaces at which ways down ended, and that were left along their lowest mode.
  package var nonGeneric = 0

  package init() {}

  /// Stores a result; the minima that are linked by a transition state, new or known; nil: by none.
  mutating func take(
    _ result: SaddleResult, origin: SearchOrigin, into store: any SearchStore
  ) throws -> (id: Int, isNew: Bool)? {
    evaluations += result.evaluations
    switch result.content {
    case .failed(let reason):
      failures[reason.rawValue, default: 0] += 1
      return nil
    case .known(let id):
      successes += 1
      store.visit(id)
      return (id, false)
    case .found(let found):
      var ends: [Int] = []
      for settled in found.ends {
        switch settled.content {
        case .known(let id):
          store.visit(id)
          ends.append(id)
        case .proved(let point):
          let placed = try store.insert(point, origin: origin)
          if placed.isNew { newMinima += 1 }
          ends.append(placed.id)
        case .degenerate, .failed: break
        }
      }
      guard ends.count == 2 else {
        failures[SaddleFailure.path.rawValue, default: 0] += 1
        return nil
      }
      let placed = try store.insert(
        saddle: found.point, between: MinimumPair(ends[0], ends[1]), origin: origin)
      successes += 1
      if placed.isNew {
        new += 1
        nonGeneric += found.nonGeneric
      }
      return placed
    }
  }
}
