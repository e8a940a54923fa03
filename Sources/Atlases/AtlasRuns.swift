import Foundation
import GRDB

/// A search that an atlas remembers.
public struct RunSummary: Sendable, Equatable {
  /// 1, 2, 3, ... in the order of their beginning.
  public var id: Int
  /// basin_hop, multistart, ...
  public var kind: String
  /// As a script writes them, without what has its default.
  public var settings: String
  public var seed: UInt64
  /// Tasks (quenches) asked, and those that are done.
  public var tasks: Int
  public var accepted: Int
  /// False: it was interrupted, and goes on when it is asked for again.
  public var isFinished: Bool
  /// Which of several processes that searched together: from 0, and their number.
  public var rank: Int
  public var ranks: Int
  /// Seconds since 1970; nil while it has not ended.
  public var started: Double
  public var ended: Double?
  /// Where it is worked on; nil where it is not.
  public var host: String?
  /// Of the program that began it.
  public var version: String
}

extension Atlas {
  /// The searches so far.
  public func runs() throws -> [RunSummary] {
    try requireOpen()
    return try file.read { database in
      try Row.fetchAll(database, sql: "SELECT * FROM runs ORDER BY id").map { stored in
        let row = StoredRow(stored, of: path)
        let seed: String = try row.value("seed")
        guard let seed = UInt64(seed) else { throw row.damaged("seed is \(seed.prefix(40))") }
        return RunSummary(
          id: try row.identifier(), kind: try row.value("kind"),
          settings: try row.value("settings"), seed: seed, tasks: try row.count("tasks"),
          accepted: try row.count("accepted"), isFinished: try row.value("finished"),
          rank: try row.count("rank"), ranks: try row.count("ranks"),
          started: try row.finite("started"), ended: try row.optional("ended"),
          host: try row.optional("owner", as: String.self) == nil ? nil : row.optional("host"),
          version: try row.value("version"))
      }
    }
  }
}
