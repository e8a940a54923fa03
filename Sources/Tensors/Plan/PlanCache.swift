/// The plans used last, by what they compute: a function that is traced again runs a plan that is
/// there already.
final class PlanCache: Sendable {
  static let shared = PlanCache(limit: 128)

  /// What is done to a recorded function before it is planned.
  enum Transformation: Hashable {
    case none, gradient, jacobianVectorProduct, hessianVectorProduct
  }

  struct Key: Hashable {
    let graph: Graph
    let transformation: Transformation
    /// Graphs are long: their hash is computed once.
    private let hash: Int

    init(_ graph: Graph, _ transformation: Transformation) {
      self.graph = graph
      self.transformation = transformation
      hash = graph.hashValue
    }

    func hash(into hasher: inout Hasher) { hasher.combine(hash) }

    static func == (a: Key, b: Key) -> Bool {
      a.hash == b.hash && a.transformation == b.transformation && a.graph == b.graph
    }
  }

  private struct Entry {
    /// Nil for what was seen once: planning pays from the second time on.
    var plan: Plan?
    var used: Int
  }

  private struct State {
    var entries: [Key: Entry] = [:]
    var clock = 0

    mutating func insert(_ key: Key, _ plan: Plan?, limit: Int) {
      let entry = Entry(plan: plan, used: clock)
      guard entries.updateValue(entry, forKey: key) == nil, entries.count > limit else { return }
      if let oldest = entries.indices.min(by: {
        entries.values[$0].used < entries.values[$1].used
      }) {
        entries.remove(at: oldest)
      }
    }
  }

  private let limit: Int
  private let state = Guarded(State())

  init(limit: Int) { self.limit = limit }

  /// Whether this was asked for before, and its plan if there is one.
  func look(_ key: Key) -> (isKnown: Bool, plan: Plan?) {
    state.withLock { state in
      state.clock += 1
      guard let place = state.entries.index(forKey: key) else {
        state.insert(key, nil, limit: limit)
        return (false, nil)
      }
      state.entries.values[place].used = state.clock
      return (true, state.entries.values[place].plan)
    }
  }

  func store(_ plan: Plan, for key: Key) {
    state.withLock { $0.insert(key, plan, limit: limit) }
  }
}

extension Plan {
  /// Bytes of constants up to which the cache keeps a plan: it must not hold on to data.
  private static let mostConstants = 1 << 20

  /// The plan of a graph; the same one for equal graphs, while it is among those used last.
  public static func cached(_ graph: Graph) throws -> Plan {
    let key = PlanCache.Key(graph, .none)
    let bytes = graph.nodes.reduce(0) { sum, node in
      if case .constant = node.operation { sum + node.type.byteCount } else { sum }
    }
    guard bytes <= mostConstants else { return try Plan(graph) }
    if let plan = PlanCache.shared.look(key).plan { return plan }
    let plan = try Plan(graph)
    PlanCache.shared.store(plan, for: key)
    return plan
  }
}
