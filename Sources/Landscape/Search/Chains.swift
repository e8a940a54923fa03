/// The chains of a search that belong to one process, by their numbers among all chains, and which of them have moved since
/// they were last kept.
struct Chains: Sendable {
  private var states: [ChainState]
  private var changed: Set<Int> = []
  private let dimension: Int
  private let share: Share

  /// - Parameter total: all chains, of which those of `share` are here.
  init(total: Int, share: Share = .whole, dimension: Int) {
    states = [ChainState](repeating: ChainState(), count: share.count(of: total))
    self.dimension = dimension
    self.share = share
  }

  /// How many are here.
  var count: Int { states.count }

  subscript(chain: Int) -> ChainState { states[place(chain)] }

  private func place(_ chain: Int) -> Int { (chain - share.rank) / share.ranks }

  /// Takes over the end of a quench: whether it became the place of its chain, and whether a move has left the minimum that
  /// it began at (nil for fresh starts, and where there was no end).
  mutating func take(
    _ outcome: QuenchTask.Outcome, of task: QuenchTask, isMinimum: Bool, temperature: Double
  ) -> (isAccepted: Bool, hasLeft: Bool?) {
    let chain = task.origin.part
    let before = states[place(chain)].energy
    let isAccepted = states[place(chain)].decide(
      outcome, isMinimum: isMinimum, temperature: temperature)
    changed.insert(chain)
    guard !task.proposal.isFresh, let end = outcome.end else { return (isAccepted, nil) }
    return (isAccepted, abs(end.value - before) > 1e-6 * max(1, abs(before)))
  }

  /// Two chains exchange places.
  mutating func exchange(_ one: Int, _ other: Int) {
    let (first, second) = (place(one), place(other))
    let (a, b) = (states[first], states[second])
    (states[first].x, states[first].energy) = (b.x, b.energy)
    (states[second].x, states[second].energy) = (a.x, a.energy)
    changed.formUnion([one, other])
  }

  /// Where those stand that have moved since this was asked last.
  mutating func takeChanged() -> [Int: [Double]] {
    defer { changed = [] }
    return Dictionary(uniqueKeysWithValues: changed.map { ($0, states[place($0)].numbers) })
  }

  /// - Parameter name: what a chain is called.
  mutating func restore(_ parts: [Int: [Double]], called name: String) throws {
    for (chain, numbers) in parts {
      guard let place = share.place(of: chain), states.indices.contains(place) else {
        throw SearchStateError(description: "it has no \(name) \(chain + 1)")
      }
      states[place] = try ChainState(numbers, dimension: dimension)
    }
  }
}
