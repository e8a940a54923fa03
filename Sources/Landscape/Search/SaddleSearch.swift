import Settings
import Tensors

/// Searches of transition states around the known minima, those found meanwhile among them.
package struct SaddleSearch: Search {
  private let options: SaddleSearchOptions
  private let repetition: Int
  /// Of the searches, those that are done here.
  private let share: Share
  package private(set) var tally = SaddleTally()
  package private(set) var tasks: Int
  /// The numbers of the minima that were known at the beginning, and of those found since.
  private var minima: [Int]
  private var added: [Int] = []
  private var firstNewest: Int
  /// How many minima are known, and the newest point.
  private var seen: SeenBefore<Seen>
  private var accepted = 0
  private var lastNew = 0
  /// Transition states that were not met often enough yet, and how often they were.
  private var rare: [Int: Int] = [:]
  private static let often = 3

  private struct Seen: Codable, Sendable {
    var minima: Int
    var newest: Int
  }

  private static let lag = 16

  /// - Parameter minima: those that are known.
  package init(
    _ options: SaddleSearchOptions, minima: [Int], repetition: Int, newest: Int,
    share: Share = .whole
  ) {
    self.options = options
    self.share = share
    self.repetition = repetition
    self.minima = minima.filter { $0 <= newest }.sorted()
    firstNewest = newest
    tasks = share.count(of: options.searches)
    seen = SeenBefore(Seen(minima: self.minima.count, newest: newest), lag: SaddleSearch.lag)
  }

  package func prerequisite(of number: Int) -> Int { max(0, number - seen.lag + 1) }

  package func task(_ place: Int) -> SaddleTask {
    let number = share.number(place)
    var random = CounterRandom(
      seed: options.seed, stream: UInt64(repetition) << 32 | 0x5361_6464,
      counter: UInt64(number) << 32)
    let now = seen.state(after: prerequisite(of: place))
    // The latest ones first of all: from them nothing has been searched yet.
    let recent = place % 2 == 0 ? min(now.minima, SaddleSearch.lag) : now.minima
    let chosen = now.minima - 1 - min(recent - 1, Int(random.uniform() * Double(recent)))
    return SaddleTask(
      origin: SearchOrigin(part: 0, step: number), random: random, minimum: minimum(chosen),
      newest: now.newest, activationStep: options.saddle.activationStep)
  }

  private func minimum(_ place: Int) -> Int {
    place < minima.count ? minima[place] : added[place - minima.count]
  }

  package mutating func accept(
    _ outcome: SaddleResult, of task: SaddleTask, into store: any SearchStore
  ) throws {
    let taken = try tally.take(outcome, origin: task.origin, into: store)
    added += taken.newMinima.map(\.id)
    accepted += 1
    if taken.isNew { lastNew = accepted }
    seen.note(Seen(minima: minima.count + added.count, newest: store.newestID))
    if let saddle = taken.saddle {
      if saddle.isNew {
        rare[saddle.id] = 1
      } else if let hits = rare[saddle.id] {
        rare[saddle.id] = hits + 1 < SaddleSearch.often ? hits + 1 : nil
      }
    }
    // What was met only once or twice says that there are others which were not met at all (Good 1953).
    if accepted - lastNew >= max(options.patience, lastNew), rare.isEmpty {
      tasks = min(tasks, accepted + seen.lag - 1)
    }
  }

  private struct Kept: Codable {
    var tally: SaddleTally
    var seen: SeenBefore<Seen>
    var tasks: Int
    var accepted: Int
    var lastNew: Int
    var rare: [Int: Int]
    var firstNewest: Int
    var added: [Int]
  }

  package mutating func takeChanges() throws -> SearchState {
    SearchState(
      text: try SearchText.encode(
        Kept(
          tally: tally, seen: seen, tasks: tasks, accepted: accepted, lastNew: lastNew,
          rare: rare, firstNewest: firstNewest, added: added)))
  }

  package mutating func restore(_ state: SearchState) throws {
    let kept: Kept = try SearchText.decode(state.text)
    (tally, seen, tasks) = (kept.tally, kept.seen, kept.tasks)
    (accepted, lastNew, rare) = (kept.accepted, kept.lastNew, kept.rare)
    (firstNewest, added) = (kept.firstNewest, kept.added)
    minima = minima.filter { $0 <= firstNewest }
  }

  package mutating func renumber(_ numbers: [Int: Int]) {
    added = added.map { numbers[$0] ?? $0 }
    rare = Dictionary(rare.map { (numbers[$0.key] ?? $0.key, $0.value) }, uniquingKeysWith: max)
  }
}
