import Foundation
import GRDB

/// Runs on their way from one atlas to another, known by their uuids. Of two states of a run the later one counts.
struct MergingRuns {
  private let database: Database
  private let uuid: String
  private(set) var new = 0

  init(_ database: Database, uuid: String) {
    self.database = database
    self.uuid = uuid
  }

  /// - Returns: the number of each run here.
  mutating func take(_ source: Database, of path: String) throws -> [Int: Int] {
    var numbers: [Int: Int] = [:]
    for row in try Row.fetchAll(source, sql: "SELECT * FROM runs ORDER BY id") {
      let stored = StoredRow(row, of: path)
      numbers[try stored.identifier()] = try place(row, stored)
    }
    numbers[0] = try singleQuenches(source)
    return numbers
  }

  private mutating func place(_ row: Row, _ stored: StoredRow) throws -> Int {
    let (accepted, isFinished): (Int, Bool) = (
      try stored.count("accepted"), try stored.value("finished")
    )
    let uuid: String = try stored.value("uuid")
    let known = try Row.fetchOne(
      database, sql: "SELECT id, accepted, finished, is_elsewhere FROM runs WHERE uuid = ?",
      arguments: [uuid])
    let state = isFinished ? try stored.value("state", as: String.self) : ""
    guard let known else {
      new += 1
      let columns = [
        "uuid", "kind", "settings", "seed", "repetition", "tasks", "accepted", "finished",
        "started", "ended", "version", "rank", "ranks",
      ]
      try database.execute(
        sql: """
          INSERT INTO runs (\(columns.joined(separator: ", ")), state, is_elsewhere)
          VALUES (\(columns.map { _ in "?" }.joined(separator: ", ")), ?, ?)
          """,
        arguments: StatementArguments(columns.map { row[$0] as DatabaseValue })
          + [state, !isFinished])
      return Int(database.lastInsertedRowID)
    }
    let id: Int = known["id"]
    let isDone: Bool = known["finished"]
    let isElsewhere: Bool = known["is_elsewhere"]
    let before: Int = known["accepted"]
    // What this file has begun itself it goes on with itself, unless another copy of it has come to the end.
    if !isDone, isFinished || (isElsewhere && accepted > before) {
      try database.execute(
        sql: """
          UPDATE runs SET accepted = ?, finished = ?, ended = ?, state = ?, is_elsewhere = ?, owner = NULL WHERE id = ?
          """,
        arguments: [
          accepted, isFinished, row["ended"] as DatabaseValue, state, !isFinished, id,
        ])
    }
    return id
  }

  /// Visits that belong to no run of the source are a run of their own here, by the uuid of the source.
  private mutating func singleQuenches(_ source: Database) throws -> Int {
    let theirs = try AtlasIdentity.uuid(source)
    let hits =
      try Int.fetchOne(source, sql: "SELECT COALESCE(SUM(hits), 0) FROM visits WHERE run = 0") ?? 0
    guard theirs != uuid, hits > 0 else { return 0 }
    if let id = try Int.fetchOne(
      database, sql: "SELECT id FROM runs WHERE uuid = ?", arguments: [theirs])
    {
      try database.execute(
        sql: "UPDATE runs SET tasks = MAX(tasks, ?), accepted = MAX(accepted, ?) WHERE id = ?",
        arguments: [hits, hits, id])
      return id
    }
    new += 1
    let now = Date().timeIntervalSince1970
    try database.execute(
      sql: """
        INSERT INTO runs (uuid, kind, settings, seed, repetition, tasks, accepted, finished, started, ended, version)
        VALUES (?, ?, '', '0', 0, ?, ?, 1, ?, ?, ?)
        """,
      arguments: [theirs, RunRecord.singleQuenches, hits, hits, now, now, Atlas.programVersion])
    return Int(database.lastInsertedRowID)
  }
}
