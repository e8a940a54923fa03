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
      ).map { stored in
        let row = StoredRow(stored, of: path)
        let seed: String = try row.value("seed")
        guard let seed = UInt64(seed) else { throw row.damaged("seed is \(seed.prefix(40))") }
        return RunSummary(
          id: try row.identifier(), seed: seed, chains: try row.count("chains"),
          steps: try row.count("steps"), isFinished: try row.value("finished"))
      }
    }
  }
}
