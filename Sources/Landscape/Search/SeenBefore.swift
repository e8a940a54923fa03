/// What a task may see of a search that goes on beside it: the state when exactly its prerequisites had been accepted,
/// though more may have been by now.
struct SeenBefore<State: Codable & Sendable>: Codable, Sendable {
  /// How many tasks later a state is still asked for.
  let lag: Int
  /// By the number of accepted tasks, the last `lag` of them.
  private var states: [State]
  private var accepted = 0

  init(_ first: State, lag: Int) {
    self.lag = lag
    states = [first]
  }

  /// The state after so many accepted tasks.
  func state(after count: Int) -> State {
    let back = accepted - count
    return states[max(0, states.count - 1 - max(0, back))]
  }

  mutating func note(_ state: State) {
    accepted += 1
    states.append(state)
    if states.count > lag + 1 { states.removeFirst() }
  }
}
