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

  init(_ run: Atlas.FinishedRun, tasks: Int, _ tally: SaddleTally, before: SaddleTally) {
    self.run = run.id
    isResumed = run.isResumed
    searches = tasks - run.before
    totalSearches = tasks
    successes = tally.successes
    evaluations = tally.evaluations
    new = tally.new - before.new
    newMinima = tally.newMinima - before.newMinima
    failures = tally.failures
    nonGeneric = tally.nonGeneric
  }
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
    var before = SaddleTally()
    let (run, search) = try run(
      RunRecord.Request(
        kind: SaddleSearchOptions.about.name, settings: options.identity, seed: options.seed,
        tasks: options.searches),
      workers: options.workers, quench: options.quench, saddle: options.saddle,
      progress: progress,
      make: { record, newest in
        SaddleSearch(
          options, dimension: surface.dimension, minima: known.ids, repetition: record.repetition,
          newest: newest)
      }, begun: { before = $0.tally })
    return SaddleReport(run, tasks: search.tasks, search.tally, before: before)
  }
}
