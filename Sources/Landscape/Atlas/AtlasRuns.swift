import GRDB

/// A search that an atlas remembers.
public struct RunSummary: Sendable, Equatable {
  /// 1, 2, 3, ... in the order of their beginning.
  public var id: Int
  public var seed: UInt64
  public var chains: Int
  /// Steps asked of each chain.
  public var steps: Int
  /// False: it was interrupted, and goes on when it is asked for again.
  public var isFinished: Bool
}

extension Atlas {
  /// The searches so far.
  public func runs() throws -> [RunSummary] {
    try requireOpen()
    return try file.read { database in
      try Row.fetchAll(
        database, sql: "SELECT id, seed, chains, steps, finished FROM runs ORDER BY id"
      ).map { row in
        RunSummary(
          id: row["id"], seed: UInt64(row["seed"] as String) ?? 0, chains: row["chains"],
          steps: row["steps"], isFinished: row["finished"])
      }
    }
  }
}
