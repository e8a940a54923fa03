import Foundation
import GRDB
import Landscape

/// A run of a search as it is stored.
struct RunRecord {
  var id: Int
  /// Earlier runs with the same seed.
  var repetition: Int
  var tasks: Int
  var accepted: Int
  var isFinished: Bool
  /// It was begun before, by this process or another.
  var isResumed: Bool
  var state: SearchState

  /// What a run is known by.
  struct Request {
    var kind: String
    /// What decides the result, as a script writes it.
    var settings: String
    var seed: UInt64
    var tasks: Int
  }

  /// The k-th call with equal settings in a process is the k-th such run of the file: finished, it is recognised;
  /// interrupted, it goes on; otherwise it begins. Runs that another living process works on are left to it.
  static func begin(_ request: Request, in atlas: Atlas) throws -> RunRecord {
    let done = FinishedRuns.shared.of(atlas.uuid)
    return try atlas.file.write { database in
      let rows = try Row.fetchAll(
        database,
        sql: "SELECT * FROM runs WHERE kind = ? AND settings = ? ORDER BY id",
        arguments: [request.kind, request.settings])
      for row in rows {
        let row = StoredRow(row, of: atlas.path)
        let uuid: String = try row.value("uuid")
        if done.contains(uuid) { continue }
        let isFinished: Bool = try row.value("finished")
        if !isFinished, try isHeldElsewhere(row) { continue }
        // Another process finished it beside this one: it is that one's run.
        if isFinished, let ended: Double = try row.optional("ended"),
          ended > FinishedRuns.processStart
        {
          continue
        }
        let id = try row.identifier()
        if !isFinished { try hold(id, database) }
        return RunRecord(
          id: id, repetition: try row.count("repetition"), tasks: try row.count("tasks"),
          accepted: try row.count("accepted"), isFinished: isFinished, isResumed: true,
          state: SearchState(
            text: try row.value("state"), parts: try parts(of: id, atlas.path, database)))
      }
      return try insert(request, database)
    }
  }

  private static func insert(_ request: Request, _ database: Database) throws -> RunRecord {
    let seed = "\(request.seed)"
    let repetition =
      try Int.fetchOne(
        database, sql: "SELECT COUNT(*) FROM runs WHERE seed = ?", arguments: [seed]) ?? 0
    try database.execute(
      sql: """
        INSERT INTO runs (uuid, kind, settings, seed, repetition, tasks, accepted, started, version)
        VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?)
        """,
      arguments: [
        UUID().uuidString, request.kind, request.settings, seed, repetition, request.tasks,
        Date().timeIntervalSince1970, Atlas.programVersion,
      ])
    let id = Int(database.lastInsertedRowID)
    try hold(id, database)
    return RunRecord(
      id: id, repetition: repetition, tasks: request.tasks, accepted: 0, isFinished: false,
      isResumed: false, state: SearchState())
  }

  private static func isHeldElsewhere(_ row: StoredRow) throws -> Bool {
    guard let process: String = try row.optional("owner"),
      let host: String = try row.optional("host"),
      let heartbeat: Double = try row.optional("heartbeat")
    else { return false }
    let owner = RunOwner(process: process, host: host)
    return owner != .current && owner.isAlive(heartbeat: heartbeat)
  }

  private static func hold(_ id: Int, _ database: Database) throws {
    try database.execute(
      sql: "UPDATE runs SET owner = ?, host = ?, heartbeat = ? WHERE id = ?",
      arguments: [
        RunOwner.current.process, RunOwner.current.host, Date().timeIntervalSince1970, id,
      ])
  }

  private static func parts(
    of run: Int, _ path: String, _ database: Database
  ) throws -> [Int: [Double]] {
    var parts: [Int: [Double]] = [:]
    let rows = try Row.fetchCursor(
      database, sql: "SELECT chain, state FROM chains WHERE run = ?", arguments: [run])
    while let next = try rows.next() {
      let row = StoredRow(next, of: path)
      let part = try row.count("chain")
      guard let numbers = CoordinateBlob.decode(try row.value("state")) else {
        throw row.damaged("chain \(part) of run \(run) has no whole numbers")
      }
      parts[part] = numbers
    }
    return parts
  }

  /// Stores how far the run has come, from `before` accepted tasks to `accepted`.
  mutating func advance(
    to accepted: Int, _ state: SearchState, _ database: Database, path: String
  ) throws {
    try database.execute(
      sql: """
        UPDATE runs SET accepted = ?, state = ?, heartbeat = ?
        WHERE id = ? AND accepted = ? AND owner = ? AND host = ?
        """,
      arguments: [
        accepted, state.text, Date().timeIntervalSince1970, id, self.accepted,
        RunOwner.current.process, RunOwner.current.host,
      ])
    // Another process took the run over, or another atlas of this process went on with it.
    guard database.changesCount == 1 else { throw AtlasError.runTaken(path: path, run: id) }
    for (part, numbers) in state.parts {
      try database.cachedStatement(
        sql: "INSERT OR REPLACE INTO chains (run, chain, state) VALUES (?, ?, ?)"
      ).execute(arguments: [id, part, CoordinateBlob.encode(numbers)])
    }
  }

  func finish(_ database: Database) throws {
    try database.execute(
      sql: "UPDATE runs SET finished = 1, owner = NULL, ended = ? WHERE id = ?",
      arguments: [Date().timeIntervalSince1970, id])
  }

  /// Lets another process go on with the run.
  func release(_ database: Database) throws {
    try database.execute(
      sql: "UPDATE runs SET owner = NULL WHERE id = ? AND owner = ?",
      arguments: [id, RunOwner.current.process])
  }

  func uuid(_ database: Database) throws -> String {
    try String.fetchOne(database, sql: "SELECT uuid FROM runs WHERE id = ?", arguments: [id]) ?? ""
  }
}
