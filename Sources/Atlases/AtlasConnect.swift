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

extension Connecting: AtlasSearch {
  var newMinima: Int { tally.newMinima }
  var newSaddles: Int { tally.new }
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
    let outcome = try run(
      SearchCall(
        request: RunRecord.Request(
          kind: ConnectOptions.about.name,
          settings: options.identity + (goal.map { "\npair: \($0.first), \($0.second)" } ?? ""),
          seed: options.seed, tasks: { $0.undivided(options.attempts) }),
        workers: options.workers, quench: options.quench, saddle: options.saddle
      ) { atlas, record in
        // Which pair is next follows from all bands before: the first does them all.
        var own = options
        own.attempts = record.share.undivided(options.attempts)
        return try Connecting(
          own, between: goal, atlas.knowledge(of: record), atlas.known,
          repetition: record.repetition, newest: atlas.newestID)
      }, progress: progress)
    return ConnectReport(
      saddles: SaddleReport(outcome) { $0.tally }, isConnected: outcome.shares[0].isConnected,
      components: outcome.shares[0].components)
  }

  /// What a search for connections begins with.
  private func knowledge(of run: RunRecord) throws -> Connecting.Knowledge {
    var attempts: [MinimumPair: Int] = [:]
    try file.read { database in
      let rows = try Row.fetchCursor(
        database,
        sql: """
          SELECT first, second, SUM(tries) AS tries FROM attempts WHERE run < ?
          GROUP BY first, second
          """, arguments: [run.id])
      while let next = try rows.next() {
        let row = StoredRow(next, of: path)
        let pair = MinimumPair(try row.identifier("first"), try row.identifier("second"))
        attempts[pair] = try row.count("tries")
      }
    }
    return Connecting.Knowledge(
      minima: known.energies, links: try links(), attempts: attempts)
  }
}
