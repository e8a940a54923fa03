import Foundation
import Tensors

/// Basin hopping (Wales and Doye, J. Phys. Chem. A 101, 1997): displace, quench, accept by Metropolis' rule; now and then
/// a fresh start instead of a displacement.
package struct BasinHopping: Search {
  private let options: BasinHoppingOptions
  private let moves: Moves
  private let start: Proposal.Start
  /// Runs with this seed that came before: part of the random stream.
  private let repetition: Int
  /// Of the chains, those that are searched here.
  private let share: Share
  package private(set) var tally = SearchTally()
  private var chains: Chains
  private var step: StepAdaptation
  private var seen: SeenBefore<Visible>

  private struct Visible: Codable, Sendable {
    var newest: Int
    var stepSize: Double
  }

  /// Tasks under way never know of the last so many.
  private static let lag = 32

  package init(
    _ options: BasinHoppingOptions, dimension: Int, units: [[Int]], layers: [[Int]],
    custom: Int, repetition: Int, newest: Int, share: Share = .whole
  ) {
    self.options = options
    self.share = share
    self.repetition = repetition
    moves = options.moves(units: units, layers: layers, custom: custom)
    start = options.startBox(dimension: dimension)
    chains = Chains(total: options.chains, share: share, dimension: dimension)
    step = StepAdaptation(size: options.stepSize)
    seen = SeenBefore(
      Visible(newest: newest, stepSize: options.stepSize),
      lag: min(chains.count, BasinHopping.lag))
  }

  package var stepSize: Double { step.size }
  package var tasks: Int { chains.count * (options.steps + 1) }
  package func prerequisite(of number: Int) -> Int { max(0, number - seen.lag + 1) }

  package func task(_ number: Int) -> QuenchTask {
    let (stepNumber, place) = number.quotientAndRemainder(dividingBy: chains.count)
    let chain = share.number(place)
    let visible = seen.state(after: prerequisite(of: number))
    let random = CounterRandom(
      seed: options.seed, stream: UInt64(repetition) << 32 | UInt64(chain),
      counter: UInt64(stepNumber) << 32)
    return QuenchTask(
      origin: SearchOrigin(part: chain, step: stepNumber),
      proposal: proposal(chain, stepNumber, visible.stepSize, random), newest: visible.newest)
  }

  private func proposal(
    _ chain: Int, _ stepNumber: Int, _ stepSize: Double, _ given: CounterRandom
  ) -> Proposal {
    var random = given
    if stepNumber == 0 {
      if let point = options.start { return Proposal(random: random, kind: .given(point)) }
      // Once in a run; after that nothing is known that this would add.
      let isOrigin = chain == 0 && repetition == 0
      return Proposal(random: random, kind: isOrigin ? .origin(start) : .start(start))
    }
    let from = chains[chain].x
    let restart = options.restartProbability ?? (moves.units.isEmpty ? 0 : 0.8)
    if from.isEmpty || (restart > 0 && random.uniform() < restart) {
      return Proposal(random: random, kind: .start(start))
    }
    return Proposal(random: random, kind: .hop(from: from, stepSize: stepSize, moves, start))
  }

  package mutating func accept(
    _ outcome: QuenchTask.Outcome, of task: QuenchTask, into store: any SearchStore
  ) throws {
    let isMinimum = try tally.take(outcome.settled, origin: task.origin, into: store)
    let (isAccepted, hasLeft) = chains.take(
      outcome, of: task, isMinimum: isMinimum, temperature: options.temperature)
    if isAccepted { tally.accepted += 1 }
    if let hasLeft { step.note(hasLeft: hasLeft, options) }
    seen.note(Visible(newest: store.newestID, stepSize: step.size))
  }

  // What is kept.

  private struct Kept: Codable {
    var tally: SearchTally
    var step: StepAdaptation
    var seen: SeenBefore<Visible>
  }

  package mutating func takeChanges() throws -> SearchState {
    SearchState(
      text: try SearchText.encode(Kept(tally: tally, step: step, seen: seen)),
      parts: chains.takeChanged())
  }

  package mutating func restore(_ state: SearchState) throws {
    let kept: Kept = try SearchText.decode(state.text)
    (tally, step, seen) = (kept.tally, kept.step, kept.seen)
    try chains.restore(state.parts, called: "chain")
  }
}

/// The texts of kept states.
enum SearchText {
  static func encode(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  static func decode<Value: Decodable>(_ text: String) throws -> Value {
    do { return try JSONDecoder().decode(Value.self, from: Data(text.utf8)) } catch {
      throw SearchStateError(description: "the state of the search cannot be read")
    }
  }
}
