import Settings
import Tensors

/// What a search from random starts is told.
public struct MultistartOptions: Defaulted, Sendable, Equatable, Quenching {
  public var points = 100
  /// Half-width of the box of starts; nil draws it for each start, log-uniformly up to `initialScale`.
  public var scale: Double?
  public var initialScale = 4.0
  public var seed: UInt64 = 0
  public var quench = QuenchOptions()
  /// Threads. They change the time a search takes, never its result.
  public var workers = 1

  public init() {}

  public static let about = About(
    "multistart",
    "Searches minima from random starts, each quenched on its own; every minimum met is stored. An interrupted run "
      + "with the same options is continued.")
  private static let most = (1 << 31) - 1
  public static let settings: [Setting<MultistartOptions>] =
    [
      .integer("points", \.points, 1...most, "Starts."),
      .number(
        "scale", \.scale, .positive, rule: "drawn up to initial_scale",
        "Half-width of the box of starts around the origin."),
      .number(
        "initial_scale", \.initialScale, .positive,
        "Largest half-width where it is drawn, log-uniformly from half of this."),
    ] + runSettings
}

/// Quenches of random starts.
package struct Multistart: Search {
  private let options: MultistartOptions
  private let start: Proposal.Start
  private let repetition: Int
  /// Of the starts, those that are quenched here.
  private let share: Share
  package private(set) var tally = SearchTally()
  private var seen: SeenBefore<Int>

  private static let lag = 32

  package init(
    _ options: MultistartOptions, dimension: Int, repetition: Int, newest: Int,
    share: Share = .whole
  ) {
    self.options = options
    self.share = share
    self.repetition = repetition
    let largest = options.scale ?? options.initialScale
    start = Proposal.Start(
      dimension: dimension, smallest: options.scale ?? 0.5 * largest, largest: largest)
    seen = SeenBefore(newest, lag: Multistart.lag)
  }

  package var tasks: Int { share.count(of: options.points) }
  package func prerequisite(of number: Int) -> Int { max(0, number - seen.lag + 1) }

  package func task(_ place: Int) -> QuenchTask {
    let number = share.number(place)
    let random = CounterRandom(
      seed: options.seed, stream: UInt64(repetition) << 32 | UInt64(UInt32.max),
      counter: UInt64(number) << 32)
    let isOrigin = number == 0 && repetition == 0
    return QuenchTask(
      origin: SearchOrigin(part: 0, step: number),
      proposal: Proposal(random: random, kind: isOrigin ? .origin(start) : .start(start)),
      newest: seen.state(after: prerequisite(of: place)))
  }

  package mutating func accept(
    _ outcome: QuenchTask.Outcome, of task: QuenchTask, into store: any SearchStore
  ) throws {
    _ = try tally.take(outcome.settled, origin: task.origin, into: store)
    seen.note(store.newestID)
  }

  private struct Kept: Codable {
    var tally: SearchTally
    var seen: SeenBefore<Int>
  }

  package mutating func takeChanges() throws -> SearchState {
    SearchState(text: try SearchText.encode(Kept(tally: tally, seen: seen)))
  }

  package mutating func restore(_ state: SearchState) throws {
    let kept: Kept = try SearchText.decode(state.text)
    (tally, seen) = (kept.tally, kept.seen)
  }
}
