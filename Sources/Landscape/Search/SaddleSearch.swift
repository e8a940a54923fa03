import Settings
import Tensors

/// Searches of transition states around the known minima, those found meanwhile among them.
package struct SaddleSearch: Search {
  private let options: SaddleSearchOptions
  private let repetition: Int
  private let dimension: Int
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
  /// Transition states that were met once.
  private var once: Set<Int> = []

  private struct Seen: Codable, Sendable {
    var minima: Int
    var newest: Int
  }

  private static let lag = 32

  /// - Parameter minima: those that are known.
  package init(
    _ options: SaddleSearchOptions, dimension: Int, minima: [Int], repetition: Int, newest: Int,
    share: Share = .whole
  ) {
    self.options = options
    self.share = share
    self.dimension = dimension
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
    let before = tally.newMinima
    let newest = store.newestID
    let placed = try tally.take(outcome, origin: task.origin, into: store)
    if tally.newMinima > before {
      // Minima are numbered before the transition state above them.
      let last = placed?.isNew == true ? store.newestID - 1 : store.newestID
      added += (newest + 1)...last
    }
    accepted += 1
    if tally.newMinima > before || placed?.isNew == true { lastNew = accepted }
    seen.note(Seen(minima: minima.count + added.count, newest: store.newestID))
    if let placed {
      if placed.isNew { once.insert(placed.id) } else { once.remove(placed.id) }
    }
    // What was met only once says that there are others which were not met at all (Good 1953).
    if accepted - lastNew >= max(options.patience, lastNew), once.isEmpty {
      tasks = min(tasks, accepted + seen.lag - 1)
    }
  }

  private struct Kept: Codable {
    var tally: SaddleTally
    var seen: SeenBefore<Seen>
    var tasks: Int
    var accepted: Int
    var lastNew: Int
    var once: [Int]
    var firstNewest: Int
    var added: [Int]
  }

  package mutating func takeChanges() throws -> SearchState {
    SearchState(
      text: try SearchText.encode(
        Kept(
          tally: tally, seen: seen, tasks: tasks, accepted: accepted, lastNew: lastNew,
          once: once.sorted(), firstNewest: firstNewest, added: added)))
  }

  package mutating func restore(_ state: SearchState) throws {
    let kept: Kept = try SearchText.decode(state.text)
    (tally, seen, tasks) = (kept.tally, kept.seen, kept.tasks)
    (accepted, lastNew, once) = (kept.accepted, kept.lastNew, Set(kept.once))
    (firstNewest, added) = (kept.firstNewest, kept.added)
    minima = minima.filter { $0 <= firstNewest }
  }

  package mutating func renumber(_ numbers: [Int: Int]) {
    added = added.map { numbers[$0] ?? $0 }
    once = Set(once.map { numbers[$0] ?? $0 })
  }
}
