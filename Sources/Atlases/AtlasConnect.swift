import GRDB
import Landscape

/// What a search for connections did.
public struct ConnectReport: Sendable {
  /// Of the transition states that it found.
  public var saddles: SaddleReport
  /// Whether all minima, or the two that were asked for, are connected now.
  public var isConnected: Bool
  /// Sets of minima that are not connected with each other.
  public var components: Int
}

extension Atlas {
  /// Connects the minima, or two of them, by transition states.
  /// - Parameter pair: the numbers of two minima; nil: all of them.
  /// - Throws: `AtlasError.noMinima` where there are none, `.unknownMinimum`, `BandOptionsError`.
  public func connect(
    _ options: ConnectOptions, between pair: (Int, Int)? = nil,
    progress: (SearchProgress) throws -> Void = { _ in }
  ) throws -> ConnectReport {
    try requireOpen()
    try options.check()
    guard count > 0 else { throw AtlasError.noMinima(path: path) }
    if let pair {
      _ = try minimum(pair.0)
      _ = try minimum(pair.1)
    }
    let goal = pair.map { MinimumPair($0.0, $0.1) }
    let request = RunRecord.Request(
      kind: ConnectOptions.about.name,
      settings: options.identity + (goal.map { "\npair: \($0.first), \($0.second)" } ?? ""),
      seed: options.seed, tasks: { $0.count(of: options.attempts) })
    let outcome = try run(
      SearchCall(
        request: request, workers: options.workers, quench: options.quench,
        saddle: options.saddle
      ) { atlas, repetition, share in
        try Connecting(
          options, between: goal, atlas.knowledge(of: request, repetition), atlas.known,
          repetition: repetition, newest: atlas.newestID, share: share)
      }, progress: progress)
    // By what all of them have found.
    let barriers = try barriers()
    let isConnected =
      try pair.map { try barriers.barrier($0.0, $0.1) < .infinity } ?? (barriers.components <= 1)
    return ConnectReport(
      saddles: SaddleReport(outcome, outcome.shares.map(\.tally)), isConnected: isConnected,
      components: barriers.components)
  }

  /// What a search for connections begins with.
  private func knowledge(
    of request: RunRecord.Request, _ repetition: Int
  ) throws -> Connecting.Knowledge {
    var attempts: [MinimumPair: Int] = [:]
    try file.read { database in
      let rows = try Row.fetchCursor(
        database,
        sql: """
          SELECT first, second, SUM(tries) AS tries FROM attempts
          WHERE run NOT IN (SELECT id FROM runs WHERE kind = ? AND settings = ? AND repetition = ?)
          GROUP BY first, second
          """, arguments: [request.kind, request.settings, repetition])
      while let next = try rows.next() {
        let row = StoredRow(next, of: path)
        let pair = MinimumPair(try row.identifier("first"), try row.identifier("second"))
        attempts[pair] = try row.count("tries")
      }
    }
    return Connecting.Knowledge(
      minima: known.basins, links: try links(), attempts: attempts)
  }
}

extension Connecting: AtlasSearch {
  var newMinima: Int { tally.newMinima }
  var newSaddles: Int { tally.new }
}
