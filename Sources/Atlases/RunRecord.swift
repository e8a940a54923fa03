import Foundation
import GRDB
import Landscape

/// A run of a search as it is stored.
struct RunRecord {
  var id: Int
  /// Earlier runs with the same seed.
  var repetition: Int
  /// Which share of a search that several processes do together.
  var share: Share
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
    /// How many tasks a share of the search has.
    var tasks: (Share) -> Int
  }

  /// The k-th call with equal settings in a process is the k-th such run of the file: finished, it is recognised;
  /// interrupted, it goes on; otherwise it begins. Runs that another living process works on are left to it.
  static func begin(_ request: Request, in atlas: Atlas) throws -> RunRecord {
    let done = FinishedRuns.shared.of(atlas.uuid)
    return try atlas.file.write { database in
      if let known = try find(request, ranks: 1, done: done, in: atlas, database) {
        if !known.isFinished { try hold(known.id, database) }
        return known
      }
      return try insert(
        request, .whole, repetition: try repetitions(request.seed, database), database)
    }
  }

  /// The same where several processes search together: what all of them are to do. Unfinished runs are in their own files.
  static func agreement(
    _ request: Request, ranks: Int, in atlas: Atlas
  ) throws -> (finished: RunRecord?, repetition: Int) {
    let done = FinishedRuns.shared.of(atlas.uuid)
    return try atlas.file.read { database in
      let known = try find(request, ranks: ranks, done: done, in: atlas, database)
      if let known, known.isFinished { return (known, known.repetition) }
      return (nil, try repetitions(request.seed, database))
    }
  }

  /// The share of one of them, in its own file: begun, or gone on with.
  static func begin(
    _ request: Request, _ share: Share, repetition: Int, in shard: Atlas
  ) throws -> RunRecord {
    try shard.file.write { database in
      let row = try Row.fetchOne(
        database,
        sql: """
          SELECT * FROM runs WHERE kind = ? AND settings = ? AND repetition = ? AND rank = ? AND ranks = ?
            AND NOT is_elsewhere
          ORDER BY id DESC
          """,
        arguments: [request.kind, request.settings, repetition, share.rank, share.ranks])
      guard let row else {
        return try insert(request, share, repetition: repetition, database)
      }
      let record = try RunRecord(StoredRow(row, of: shard.path), database, path: shard.path)
      if !record.isFinished { try hold(record.id, database) }
      return record
    }
  }

  private static func find(
    _ request: Request, ranks: Int, done: Set<String>, in atlas: Atlas, _ database: Database
  ) throws -> RunRecord? {
    let rows = try Row.fetchAll(
      database,
      sql: "SELECT * FROM runs WHERE kind = ? AND settings = ? AND rank = 0 ORDER BY id",
      arguments: [request.kind, request.settings])
    for row in rows {
      let row = StoredRow(row, of: atlas.path)
      if done.contains(try row.value("uuid")) { continue }
      var record = try RunRecord(row, database, path: atlas.path)
      if record.share.ranks > 1 {
        // Finished if all shares are.
        let shares = try record.others(database, path: atlas.path)
        record.isFinished = shares.count == record.share.ranks && shares.allSatisfy(\.isFinished)
      }
      if !record.isFinished {
        let isElsewhere: Bool = try row.value("is_elsewhere")
        if isElsewhere || record.share.ranks != 1 || ranks != 1 { continue }
        if try isHeldElsewhere(row) { continue }
      }
      // Another process finished it beside this one: it is that one's run.
      if record.isFinished, let ended: Double = try row.optional("ended"),
        ended > FinishedRuns.processStart
      {
        continue
      }
      return record
    }
    return nil
  }

  private init(_ row: StoredRow, _ database: Database, path: String) throws {
    id = try row.identifier()
    repetition = try row.count("repetition")
    share = Share(rank: try row.count("rank"), ranks: try row.count("ranks"))
    tasks = try row.count("tasks")
    accepted = try row.count("accepted")
    isFinished = try row.value("finished")
    isResumed = true
    state = SearchState(
      text: try row.value("state"), parts: try RunRecord.parts(of: id, path, database))
  }

  /// By its number.
  static func stored(_ id: Int, _ database: Database, path: String) throws -> RunRecord {
    guard
      let row = try Row.fetchOne(database, sql: "SELECT * FROM runs WHERE id = ?", arguments: [id])
    else { throw AtlasError.damaged(path: path, what: "it has no run \(id)") }
    return try RunRecord(StoredRow(row, of: path), database, path: path)
  }

  /// The first share of what several processes have just done.
  static func stored(
    _ request: Request, _ repetition: Int, ranks: Int, _ database: Database, path: String
  ) throws -> RunRecord {
    let id = try Int.fetchOne(
      database,
      sql: """
        SELECT MAX(id) FROM runs
        WHERE kind = ? AND settings = ? AND repetition = ? AND ranks = ? AND rank = 0
        """, arguments: [request.kind, request.settings, repetition, ranks])
    return try stored(id ?? 0, database, path: path)
  }

  /// The shares of one search, in the order of ranks; this one among them.
  func others(_ database: Database, path: String) throws -> [RunRecord] {
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT runs.* FROM runs JOIN runs AS own ON own.kind = runs.kind AND own.settings = runs.settings
          AND own.seed = runs.seed AND own.repetition = runs.repetition AND own.ranks = runs.ranks
        WHERE own.id = ? ORDER BY runs.rank, runs.finished DESC, runs.id
        """, arguments: [id])
    var shares: [RunRecord] = []
    for row in rows {
      let record = try RunRecord(StoredRow(row, of: path), database, path: path)
      // Merged files may have the same search twice.
      if record.share.rank == shares.count { shares.append(record) }
    }
    return shares
  }

  /// Runs with a seed that came before.
  private static func repetitions(_ seed: UInt64, _ database: Database) throws -> Int {
    try Int.fetchOne(
      database, sql: "SELECT COUNT(*) FROM runs WHERE seed = ? AND rank = 0 AND kind <> ?",
      arguments: ["\(seed)", singleQuenches]) ?? 0
  }

  /// What single quenches of another file are called, which belong to no run there.
  static let singleQuenches = "quench"

  private static func insert(
    _ request: Request, _ share: Share, repetition: Int, _ database: Database
  ) throws -> RunRecord {
    let tasks = request.tasks(share)
    try database.execute(
      sql: """
        INSERT INTO runs (uuid, kind, settings, seed, repetition, tasks, accepted, started, version, rank, ranks)
        VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?)
        """,
      arguments: [
        UUID().uuidString, request.kind, request.settings, "\(request.seed)", repetition, tasks,
        Date().timeIntervalSince1970, Atlas.programVersion, share.rank, share.ranks,
      ])
    let id = Int(database.lastInsertedRowID)
    try hold(id, database)
    return RunRecord(
      id: id, repetition: repetition, share: share, tasks: tasks, accepted: 0, isFinished: false,
      isResumed: false, state: SearchState())
  }

  private init(
    id: Int, repetition: Int, share: Share, tasks: Int, accepted: Int, isFinished: Bool,
    isResumed: Bool, state: SearchState
  ) {
    self.id = id
    self.repetition = repetition
    self.share = share
    self.tasks = tasks
    self.accepted = accepted
    self.isFinished = isFinished
    self.isResumed = isResumed
    self.state = state
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
