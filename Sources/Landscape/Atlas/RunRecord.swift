import Foundation
import GRDB

/// A run of basin hopping as it is stored: its options, and where its chains stand.
struct RunRecord {
  var id: Int
  var repetition: Int
  var chains: [ChainState]
  /// The run was begun before, by this process or another.
  var isResumed: Bool

  /// The unfinished run with these options, or a new one.
  static func begin(_ options: BasinHoppingOptions, in atlas: Atlas) throws -> RunRecord {
    // What is computed is decided by the settings that matter and differ from their defaults.
    let identity = options.identity
    return try atlas.file.write { database in
      if let row = try Row.fetchOne(
        database,
        sql: "SELECT id, repetition FROM runs WHERE options = ? AND NOT finished ORDER BY id",
        arguments: [identity])
      {
        let row = StoredRow(row, of: atlas.path)
        let id = try row.identifier()
        return RunRecord(
          id: id, repetition: try row.count("repetition"),
          chains: try loadChains(run: id, count: options.chains, atlas, database),
          isResumed: true)
      }
      let seed = "\(options.seed)"
      let repetition =
        try Int.fetchOne(
          database, sql: "SELECT COUNT(*) FROM runs WHERE seed = ?", arguments: [seed]) ?? 0
      try database.execute(
        sql: """
          INSERT INTO runs (options, seed, repetition, chains, steps) VALUES (?, ?, ?, ?, ?)
          """,
        arguments: [identity, seed, repetition, options.chains, options.steps])
      let chains = (0..<options.chains).map { ChainState(chain: $0, stepSize: options.stepSize) }
      return RunRecord(
        id: Int(database.lastInsertedRowID), repetition: repetition, chains: chains,
        isResumed: false)
    }
  }

  /// Stores where a chain stands now; it stood at step `previous` when the batch began.
  func store(
    _ state: ChainState, previous: Int, _ database: Database, path: String
  ) throws {
    let values: StatementArguments = [
      state.step, CoordinateBlob.encode(state.x), state.energy, state.stepSize, state.accepted,
      state.failed, state.evaluations, state.intervalTried, state.intervalAccepted, id,
      state.chain,
    ]
    if previous == 0 {
      try database.execute(
        sql: """
          INSERT OR IGNORE INTO chains (step, x, energy, step_size, accepted, failed,
            evaluations, interval_tried, interval_accepted, run, chain)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          """, arguments: values)
    } else {
      try database.execute(
        sql: """
          UPDATE chains SET step = ?, x = ?, energy = ?, step_size = ?, accepted = ?, failed = ?,
            evaluations = ?, interval_tried = ?, interval_accepted = ?
          WHERE run = ? AND chain = ? AND step = ?
          """, arguments: values + [previous])
    }
    // Another process went on with the same run meanwhile.
    guard database.changesCount == 1 else { throw AtlasError.busy(path: path) }
  }

  func finish(_ database: Database) throws {
    try database.execute(sql: "UPDATE runs SET finished = 1 WHERE id = ?", arguments: [id])
  }

  private static func loadChains(
    run: Int, count: Int, _ atlas: Atlas, _ database: Database
  ) throws -> [ChainState] {
    let rows = try Row.fetchAll(
      database, sql: "SELECT * FROM chains WHERE run = ? ORDER BY chain", arguments: [run]
    ).map { StoredRow($0, of: atlas.path) }
    guard !rows.isEmpty else { return [] }
    guard try rows.map({ try $0.value("chain") }) == Array(0..<count) else {
      throw AtlasError.damaged(path: atlas.path, what: "run \(run) has not \(count) chains")
    }
    return try rows.map { row in
      let chain = try row.count("chain")
      return ChainState(
        chain: chain, step: try row.count("step"),
        x: try atlas.coordinates(row.value("x"), of: "chain \(chain + 1) of run \(run)"),
        energy: try row.value("energy"), stepSize: try row.finite("step_size"),
        accepted: try row.count("accepted"), failed: try row.count("failed"),
        evaluations: try row.count("evaluations"), intervalTried: try row.count("interval_tried"),
        intervalAccepted: try row.count("interval_accepted"))
    }
  }
}
