/// The plans used last, by what they compute: a function that is traced again runs a plan that is
/// there already.
final class PlanCache: Sendable {
  static let shared = PlanCache(limit: 128)

  /// What is done to a recorded function before it is planned.
  enum Transformation: Hashable {
    case none, gradient, jacobianVectorProduct, hessianVectorProduct
  }

  struct Key: Hashable {
    let structure: Structure
    let transformation: Transformation
    let isFused = Plan.fuses

    init(_ graph: Graph, _ transformation: Transformation) {
      structure = Structure(graph)
      self.transformation = transformation
    }
  }

  /// What was seen once has no plan yet: planning pays from the second time on.
  private let state: Guarded<RecentlyUsed<Key, Plan?>>

  init(limit: Int) { state = Guarded(RecentlyUsed(limit: limit)) }

  /// Whether this was asked for before, and its plan if there is one.
  func look(_ key: Key) -> (isKnown: Bool, plan: Plan?) {
    state.withLock { state in
      if let known = state.look(key) { return (true, known) }
      state.keep(nil, for: key)
      return (false, nil)
    }
  }

  func store(_ plan: Plan, for key: Key) {
    state.withLock { $0.keep(plan, for: key) }
  }
}

extension Plan {
  /// The plan of a graph; the same one for equal graphs, while it is among those used last.
  public static func cached(_ graph: Graph) throws -> Plan {
    let key = PlanCache.Key(graph, .none)
    guard key.structure.isSmall else { return try Plan(graph) }
    if let plan = PlanCache.shared.look(key).plan { return plan }
    let plan = try Plan(graph)
    PlanCache.shared.store(plan, for: key)
    return plan
  }
}
