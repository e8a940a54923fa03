import Settings
import Tensors

/// Bands between minima that no transition states connect.
///
/// Which pair is next is decided when a band has been accepted, for a few bands ahead: so it is the same on any number of
/// threads.
package struct Connecting: Search {
  private let options: ConnectOptions
  private let repetition: Int
  /// Of the bands, those that are laid here.
  private let share: Share
  /// The two minima that are to be connected; nil: all of them.
  private let goal: MinimumPair?
  private let knowledge: Knowledge
  private let known: KnownPoints
  package private(set) var tally = SaddleTally()
  package private(set) var tasks: Int
  private var graph: ConnectionGraph
  private var links: [(energy: Double, pair: MinimumPair)] = []
  private var planned: [Planned] = []
  private var seen: SeenBefore<Int>
  private var accepted = 0
  private var untrapped = 0

  private struct Planned: Codable {
    var pair: MinimumPair
    var tried: Int
  }

  private static let lag = 8

  /// What the store knows: minima with their energies, transition states, and tries so far.
  package struct Knowledge: Sendable {
    package var minima: [Basin]
    package var links: [SaddleLink]
    package var attempts: [MinimumPair: Int]

    package init(
      minima: [Basin], links: [SaddleLink], attempts: [MinimumPair: Int]
    ) {
      self.minima = minima
      self.links = links
      self.attempts = attempts
    }
  }

  package init(
    _ options: ConnectOptions, between goal: MinimumPair?, _ knowledge: Knowledge,
    _ known: KnownPoints, repetition: Int, newest: Int, share: Share = .whole
  ) throws {
    self.options = options
    self.share = share
    self.repetition = repetition
    self.goal = goal
    self.known = known
    self.knowledge = knowledge
    tasks = share.count(of: options.attempts)
    seen = SeenBefore(newest, lag: Connecting.lag)
    graph = Connecting.graph(options, known)
    learn(upTo: newest)
    try plan()
  }

  private static func graph(_ options: ConnectOptions, _ known: KnownPoints) -> ConnectionGraph {
    ConnectionGraph(retries: options.retries) { a, b in
      known.identity.symmetry.distance(
        try known.coordinates(of: a), try known.coordinates(of: b))
    }
  }

  /// Takes over what was known when the newest point had that number.
  private mutating func learn(upTo newest: Int) {
    for minimum in knowledge.minima where minimum.id <= newest {
      graph.add(minimum: minimum.id, energy: minimum.energy)
    }
    for link in knowledge.links where link.id <= newest { learn(link) }
    for (pair, times) in knowledge.attempts { graph.count(try: pair, times: times) }
  }

  private mutating func learn(_ link: SaddleLink) {
    let pair = MinimumPair(link.first, link.second)
    graph.link(pair)
    links.append((link.energy, pair))
  }

  // MARK: Tasks

  package func prerequisite(of number: Int) -> Int {
    number < planned.count ? max(0, number - seen.lag + 1) : number
  }

  package func task(_ place: Int) -> BandTask {
    let (plan, number) = (planned[place], share.number(place))
    return BandTask(
      origin: SearchOrigin(part: 0, step: number),
      random: CounterRandom(
        seed: options.seed, stream: UInt64(repetition) << 32 | 0x436F_6E6E,
        counter: UInt64(number) << 32),
      pair: plan.pair, tried: plan.tried, newest: seen.state(after: prerequisite(of: place)),
      options: options.band)
  }

  package mutating func accept(
    _ outcome: BandTask.Outcome, of task: BandTask, into store: any SearchStore
  ) throws {
    tally.evaluations += outcome.evaluations
    store.attempt(task.pair)
    for result in outcome.results {
      let taken = try tally.take(result, origin: task.origin, into: store)
      for (id, energy) in taken.newMinima { graph.add(minimum: id, energy: energy) }
      if let link = taken.link { learn(link) }
    }
    accepted += 1
    seen.note(store.newestID)
    try plan()
  }

  /// Decides on the next bands, a few ahead of what has been accepted.
  private mutating func plan() throws {
    let most = share.count(of: options.attempts)
    while planned.count < min(most, accepted + seen.lag) {
      let pairs = try next()
      guard !pairs.isEmpty else { break }
      for pair in pairs.prefix(most - planned.count) {
        planned.append(Planned(pair: pair, tried: graph.tries[pair] ?? 0))
        graph.count(try: pair)
      }
    }
    if planned.count == accepted { tasks = accepted }
  }

  private mutating func next() throws -> [MinimumPair] {
    if let goal {
      if graph.root(goal.first) != graph.root(goal.second) {
        return try graph.missing(from: goal.first, to: goal.second) ?? []
      }
    } else {
      let sorted = graph.ascending()
      guard let lowest = sorted.first else { return [] }
      let home = graph.root(lowest)
      var asked: Set<Int> = []
      let bottoms = sorted.filter {
        graph.root($0) != home && asked.insert(graph.root($0)).inserted
      }
      // Processes that do not see each other begin with different ones.
      for k in bottoms.indices {
        let id = bottoms[(k + share.rank) % bottoms.count]
        if let pairs = try graph.missing(from: id, to: lowest), !pairs.isEmpty { return pairs }
      }
      if graph.components() > 1 { return [] }
    }
    guard untrapped < options.untrap, let pair = try trap(),
      (graph.tries[pair] ?? 0) < options.retries
    else { return [] }
    untrapped += 1
    return [pair]
  }

  /// Where a lower way may be missing.
  private mutating func trap() throws -> MinimumPair? {
    guard let goal else {
      let traps = try graph.traps(links)
      return traps.isEmpty ? nil : traps[share.rank % traps.count]
    }
    return goal.first == goal.second ? nil : goal
  }

  // MARK: State

  private struct Kept: Codable {
    var tally: SaddleTally
    var seen: SeenBefore<Int>
    var tasks: Int
    var attempts: Int
    var untrapped: Int
    var newest: Int
    var planned: [Planned]
  }

  package mutating func takeChanges() throws -> SearchState {
    SearchState(
      text: try SearchText.encode(
        Kept(
          tally: tally, seen: seen, tasks: tasks, attempts: accepted, untrapped: untrapped,
          newest: seen.state(after: accepted), planned: planned)))
  }

  package mutating func restore(_ state: SearchState) throws {
    let kept: Kept = try SearchText.decode(state.text)
    (tally, seen, tasks) = (kept.tally, kept.seen, kept.tasks)
    (accepted, untrapped, planned) = (kept.attempts, kept.untrapped, kept.planned)
    (graph, links) = (Connecting.graph(options, known), [])
    learn(upTo: kept.newest)
    for plan in planned { graph.count(try: plan.pair) }
  }

  package mutating func renumber(_ numbers: [Int: Int]) {
    func again(_ id: Int) -> Int { numbers[id] ?? id }
    planned = planned.map {
      Planned(pair: MinimumPair(again($0.pair.first), again($0.pair.second)), tried: $0.tried)
    }
    graph.renumber(numbers)
    links = links.map {
      (energy: $0.energy, pair: MinimumPair(again($0.pair.first), again($0.pair.second)))
    }
  }
}
