/// The chains of a search, and which of them have moved since they were last kept.
struct Chains: Sendable {
  private var states: [ChainState]
  private var changed: Set<Int> = []
  private let dimension: Int

  init(count: Int, dimension: Int) {
    states = [ChainState](repeating: ChainState(), count: count)
    self.dimension = dimension
  }

  subscript(chain: Int) -> ChainState { states[chain] }

  /// Takes over the end of a quench: whether it became the place of its chain, and whether a move has left the minimum that
  /// it began at (nil for fresh starts, and where there was no end).
  mutating func take(
    _ outcome: QuenchTask.Outcome, of task: QuenchTask, isMinimum: Bool, temperature: Double
  ) -> (isAccepted: Bool, hasLeft: Bool?) {
    let chain = task.origin.part
    let before = states[chain].energy
    let isAccepted = states[chain].decide(
      outcome, isMinimum: isMinimum, temperature: temperature)
    changed.insert(chain)
    guard !task.proposal.isFresh, let end = outcome.end else { return (isAccepted, nil) }
    return (isAccepted, abs(end.value - before) > 1e-6 * max(1, abs(before)))
  }

  /// Two chains exchange places.
  mutating func exchange(_ one: Int, _ other: Int) {
    let (a, b) = (states[one], states[other])
    (states[one].x, states[one].energy) = (b.x, b.energy)
    (states[other].x, states[other].energy) = (a.x, a.energy)
    changed.formUnion([one, other])
  }

  /// Where those stand that have moved since this was asked last.
  mutating func takeChanged() -> [Int: [Double]] {
    defer { changed = [] }
    return Dictionary(uniqueKeysWithValues: changed.map { ($0, states[$0].numbers) })
  }

  /// - Parameter name: what a chain is called.
  mutating func restore(_ parts: [Int: [Double]], called name: String) throws {
    for (chain, numbers) in parts {
      guard states.indices.contains(chain) else {
        throw SearchStateError(description: "it has no \(name) \(chain + 1)")
      }
      states[chain] = try ChainState(numbers, dimension: dimension)
    }
  }
}
