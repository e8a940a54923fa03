import Foundation
import Settings
import Tensors

/// What basin hopping with parallel tempering is told.
public struct ParallelTemperingOptions: Defaulted, Sendable, Equatable, Quenching {
  /// Steps of each replica, after the quench of its start.
  public var steps = 100
  public var replicas = 4
  /// Temperatures of the coldest and of the hottest replica; those between in geometric order.
  public var coldest = 0.002
  public var hottest = 0.05
  /// Neighbours may exchange places once in so many steps.
  public var exchangeInterval = 10
  public var stepSize = 2.0
  public var maximumStepSize: Double?
  public var initialScale = 4.0
  public var seed: UInt64 = 0
  public var quench = QuenchOptions()
  /// Threads. They change the time a search takes, never its result.
  public var workers = 1

  public init() {}

  public static let about = About(
    "parallel_tempering",
    "Basin hopping by replicas at several temperatures that now and then exchange places; every minimum met is "
      + "stored. An interrupted run with the same options is continued.",
    source: "Strodel, Lee, Whittleston, Wales 2010")
  private static let most = (1 << 31) - 1
  public static let settings: [Setting<ParallelTemperingOptions>] =
    [
      .integer("steps", \.steps, 0...most, "Steps of each replica."),
      .integer("replicas", \.replicas, 2...1024, "Replicas, each with its own temperature."),
      .number("t_min", \.coldest, .positive, "Temperature of the coldest; in units of the energy."),
      .number("t_max", \.hottest, .positive, "Temperature of the hottest."),
      .integer(
        "exchange_interval", \.exchangeInterval, 1...most, "Steps between two attempts to exchange."
      ),
      .number(
        "step_size", \.stepSize, .positive, "First half-width of a move; each replica adapts."),
      .number(
        "max_step_size", \.maximumStepSize, .positive, rule: "2 step_size",
        "The adapted half-width stays at or below it."),
      .number(
        "initial_scale", \.initialScale, .positive,
        "Largest half-width of random starts; drawn log-uniformly from half of it."),
    ] + runSettings

  public func validate() throws {
    if hottest < coldest {
      throw SettingError(
        Self.about.name,
        .value(key: "t_max", got: "\(hottest)", expected: "t_min (\(coldest)) or more"))
    }
    if let largest = maximumStepSize, largest < stepSize {
      throw SettingError(
        Self.about.name,
        .value(key: "max_step_size", got: "\(largest)", expected: "step_size (\(stepSize)) or more")
      )
    }
  }

  func temperature(of replica: Int) -> Double {
    coldest * pow(hottest / coldest, Double(replica) / Double(replicas - 1))
  }

  /// What a replica's moves are told.
  fileprivate var hops: BasinHoppingOptions {
    var options = BasinHoppingOptions()
    options.stepSize = stepSize
    options.maximumStepSize = maximumStepSize
    options.initialScale = initialScale
    return options
  }
}

/// Replicas of basin hopping. After every so many steps neighbours in temperature exchange places with the
/// probability min(1, exp((1/T_i - 1/T_j)(E_i - E_j))), which keeps the distribution of each.
package struct ParallelTempering: Search {
  private let options: ParallelTemperingOptions
  private let hops: BasinHoppingOptions
  private let start: Proposal.Start
  private let moves: Moves
  private let repetition: Int
  /// Replicas exchange places: they are not divided.
  private let share: Share
  package private(set) var tally = SearchTally()
  package private(set) var exchanges = 0
  private var chains: Chains
  private var steps: [StepAdaptation]
  private var seen: SeenBefore<Int>

  package init(
    _ options: ParallelTemperingOptions, dimension: Int, repetition: Int, newest: Int,
    share: Share = .whole
  ) {
    self.options = options
    self.share = share
    self.repetition = repetition
    hops = options.hops
    start = hops.startBox(dimension: dimension)
    moves = Moves()
    chains = Chains(total: options.replicas, dimension: dimension)
    steps = [StepAdaptation](
      repeating: StepAdaptation(size: options.stepSize), count: options.replicas)
    seen = SeenBefore(newest, lag: min(options.replicas, 32))
  }

  package var tasks: Int { share.undivided(options.replicas * (options.steps + 1)) }

  /// A replica builds on its own last step, and after an exchange on all of them.
  package func prerequisite(of number: Int) -> Int {
    let step = number / options.replicas
    let exchange = step / options.exchangeInterval * options.exchangeInterval * options.replicas
    return max(0, number - seen.lag + 1, exchange)
  }

  package func task(_ number: Int) -> QuenchTask {
    let (step, replica) = number.quotientAndRemainder(dividingBy: options.replicas)
    let random = CounterRandom(
      seed: options.seed, stream: UInt64(repetition) << 32 | 1 << 31 | UInt64(replica),
      counter: UInt64(step) << 32)
    let from = chains[replica].x
    let kind: Proposal.Kind =
      step == 0 || from.isEmpty
      ? (step == 0 && replica == 0 && repetition == 0 ? .origin(start) : .start(start))
      : .hop(from: from, stepSize: steps[replica].size, moves, start)
    return QuenchTask(
      origin: SearchOrigin(part: replica, step: step),
      proposal: Proposal(random: random, kind: kind),
      newest: seen.state(after: max(0, number - seen.lag + 1)))
  }

  package mutating func accept(
    _ outcome: QuenchTask.Outcome, of task: QuenchTask, into store: any SearchStore
  ) throws {
    let isMinimum = try tally.take(outcome.settled, origin: task.origin, into: store)
    let replica = task.origin.part
    let (isAccepted, hasLeft) = chains.take(
      outcome, of: task, isMinimum: isMinimum, temperature: options.temperature(of: replica))
    if isAccepted { tally.accepted += 1 }
    if let hasLeft { steps[replica].note(hasLeft: hasLeft, hops) }
    seen.note(store.newestID)
    let step = task.origin.step + 1
    if replica == options.replicas - 1, step % options.exchangeInterval == 0 { exchange(step) }
  }

  private mutating func exchange(_ step: Int) {
    var random = CounterRandom(
      seed: options.seed, stream: UInt64(repetition) << 32 | 1 << 31 | 1 << 30,
      counter: UInt64(step) << 32)
    for cold in 0..<options.replicas - 1 {
      let draw = random.uniform()
      let (a, b) = (chains[cold], chains[cold + 1])
      guard a.energy.isFinite, b.energy.isFinite else { continue }
      let slope = 1 / options.temperature(of: cold) - 1 / options.temperature(of: cold + 1)
      guard draw < exp(slope * (a.energy - b.energy)) else { continue }
      chains.exchange(cold, cold + 1)
      exchanges += 1
    }
  }

  private struct Kept: Codable {
    var tally: SearchTally
    var exchanges: Int
    var steps: [StepAdaptation]
    var seen: SeenBefore<Int>
  }

  package mutating func takeChanges() throws -> SearchState {
    SearchState(
      text: try SearchText.encode(
        Kept(tally: tally, exchanges: exchanges, steps: steps, seen: seen)),
      parts: chains.takeChanged())
  }

  package mutating func restore(_ state: SearchState) throws {
    let kept: Kept = try SearchText.decode(state.text)
    guard kept.steps.count == options.replicas else {
      throw SearchStateError(description: "it has \(kept.steps.count) replicas")
    }
    (tally, exchanges, steps, seen) = (kept.tally, kept.exchanges, kept.steps, kept.seen)
    try chains.restore(state.parts, called: "replica")
  }
}
