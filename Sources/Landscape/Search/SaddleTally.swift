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

  /// What a result has brought.
  struct Taken {
    /// The transition state; nil: there was none.
    var saddle: (id: Int, isNew: Bool)?
    /// A new one as an edge.
    var link: SaddleLink?
    /// Numbers and energies.
    var newMinima: [(id: Int, energy: Double)] = []

    var isNew: Bool { !newMinima.isEmpty || link != nil }
  }

  /// Stores a result.
  mutating func take(
    _ result: SaddleResult, origin: SearchOrigin, into store: any SearchStore
  ) throws -> Taken {
    var taken = Taken()
    evaluations += result.evaluations
    switch result.content {
    case .failed(let reason):
      failures[reason.rawValue, default: 0] += 1
    case .known(let id):
      successes += 1
      store.visit(id)
      taken.saddle = (id, false)
    case .found(let found):
      var ends: [Int] = []
      for settled in found.ends {
        switch settled.content {
        case .known(let id):
          store.visit(id)
          ends.append(id)
        case .proved(let point):
          let placed = try store.insert(point, origin: origin)
          if placed.isNew { taken.newMinima.append((placed.id, point.energy)) }
          ends.append(placed.id)
        case .degenerate, .failed: break
        }
      }
      newMinima += taken.newMinima.count
      guard ends.count == 2 else {
        failures[SaddleFailure.path.rawValue, default: 0] += 1
        return taken
      }
      let pair = MinimumPair(ends[0], ends[1])
      let placed = try store.insert(saddle: found.point, between: pair, origin: origin)
      successes += 1
      taken.saddle = placed
      if placed.isNew {
        new += 1
        nonGeneric += found.nonGeneric
        taken.link = SaddleLink(
          id: placed.id, energy: found.point.energy, first: pair.first, second: pair.second)
      }
    }
    return taken
  }
}
