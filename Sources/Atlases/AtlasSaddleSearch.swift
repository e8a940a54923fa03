import Landscape

/// What a search for transition states did.
public struct SaddleReport: Sendable {
  /// The number of the run in the atlas.
  public var run: Int
  /// The run had been begun before: it went on, or was finished already.
  public var isResumed: Bool
  /// Searches by this call, and by the whole run.
  public var searches: Int
  public var totalSearches: Int
  /// Those of the whole run that ended at a transition state.
  public var successes: Int
  /// Evaluations of energy and gradient by the whole run.
  public var evaluations: Int
  /// Transition states and minima that this call added.
  public var new: Int
  public var newMinima: Int
  /// Searches of the whole run that led to no transition state, by reason.
  public var failures: [String: Int]
  /// Stationary points of symmetric subspaces that ways down of the whole run left along their lowest mode.
  public var nonGeneric: Int

  public var failed: Int { failures.values.reduce(0, +) }

  init<S: AtlasSearch>(_ outcome: SearchOutcome<S>, _ tallies: [SaddleTally]) {
    func sum(_ value: (SaddleTally) -> Int) -> Int { tallies.map(value).reduce(0, +) }
    run = outcome.run
    isResumed = outcome.isResumed
    searches = outcome.tasks
    totalSearches = outcome.totalTasks
    successes = sum(\.successes)
    evaluations = sum(\.evaluations)
    new = outcome.newSaddles
    newMinima = outcome.newMinima
    failures = tallies.reduce(into: [:]) { $0.merge($1.failures, uniquingKeysWith: +) }
    nonGeneric = sum(\.nonGeneric)
  }
}

extension SaddleSearch: AtlasSearch {
  var newMinima: Int { tally.newMinima }
  var newSaddles: Int { tally.new }
}

extension Atlas {
  /// Searches transition states around the known minima and stores each with the two minima below it, new ones too.
  /// - Throws: `AtlasError.noMinima` if none is known to begin at.
  public func searchSaddles(
    _ options: SaddleSearchOptions, progress: (SearchProgress) throws -> Void = { _ in }
  ) throws -> SaddleReport {
    try requireOpen()
    try options.checkSettings()
    guard count > 0 else { throw AtlasError.noMinima(path: path) }
    let outcome = try run(
      SearchCall(
        request: RunRecord.Request(
          kind: SaddleSearchOptions.about.name, settings: options.identity, seed: options.seed,
          tasks: { $0.count(of: options.searches) }),
        workers: options.workers, quench: options.quench, saddle: options.saddle
      ) { atlas, repetition, share in
        SaddleSearch(
          options, minima: atlas.known.ids,
          repetition: repetition, newest: atlas.newestID, share: share)
      }, progress: progress)
    return SaddleReport(outcome, outcome.shares.map(\.tally))
  }
}
