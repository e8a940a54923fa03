import Foundation
import GRDB
import Landscape

/// The way from each version of the tables to the next.
struct AtlasMigration {
  private let atlas: Atlas
  private let identity: AtlasIdentity

  init(_ atlas: Atlas, _ identity: AtlasIdentity) {
    self.atlas = atlas
    self.identity = identity
  }

  /// Makes the tables of an empty file, or changes those of an older version, within the caller's transaction.
  func bringUpToDate(_ database: Database) throws {
    switch try AtlasMigration.version(database) {
    case 0: try AtlasSchema.create(database)
    case 1: try fromFirst(database)
    default: break
    }
    try AtlasMigration.bringTablesUpToDate(database)
  }

  /// The steps that need no energy: all but the first.
  static func bringTablesUpToDate(_ database: Database) throws {
    if try version(database) == 2 { try fromSecond(database) }
    if try version(database) == 3 { try fromThird(database) }
  }

  private static func version(_ database: Database) throws -> Int {
    try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
  }

  // MARK: From 3 to 4

  /// Runs say which share of a search they are, and merged files tell them apart by their uuids alone.
  private static func fromThird(_ database: Database) throws {
    try AtlasSchema.createShares(database)
    try database.execute(
      sql: """
        UPDATE runs SET uuid = (SELECT value FROM meta WHERE key = 'uuid') || ', ' || uuid
          WHERE uuid LIKE 'version 1, run %';
        PRAGMA user_version = 4;
        """)
  }

  // MARK: From 2 to 3

  /// Transition states are new.
  private static func fromSecond(_ database: Database) throws {
    try AtlasSchema.createSaddles(database)
    try database.execute(sql: "PRAGMA user_version = 3")
  }

  // MARK: From 1 to 2

  /// The name under which the first version kept the energy at one point.
  private static let oldTestValue = "value at a test point"

  /// Minima, columns and finished runs are taken over; a run of the first version that was interrupted stays in the list, but
  /// nothing can go on with it.
  private func fromFirst(_ database: Database) throws {
    try checkFirst(database)
    try database.execute(
      sql: """
        ALTER TABLE minima RENAME TO old_minima;
        DROP INDEX IF EXISTS minima_by_energy;
        ALTER TABLE annotations RENAME TO old_annotations;
        ALTER TABLE runs RENAME TO old_runs;
        DROP TABLE chains;
        """)
    try AtlasSchema.createTables(database)
    try identity.store(database)
    let numbers = try takeMinima(database)
    try atlas.writePending(run: 0, database)
    try database.execute(
      sql: """
        INSERT INTO columns (name, width) SELECT DISTINCT name, 1 FROM old_annotations ORDER BY name;
        INSERT INTO runs (id, uuid, kind, settings, seed, repetition, tasks, accepted, finished, started, version)
          SELECT id, 'version 1, run ' || id, 'basin_hop', options, seed, repetition,
            chains * (steps + 1), CASE WHEN finished THEN chains * (steps + 1) ELSE 0 END, finished, 0, '0.1'
          FROM old_runs;
        """)
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT columns.id AS column_id, minimum, value FROM old_annotations
        JOIN columns ON columns.name = old_annotations.name
        """)
    while let row = try rows.next() {
      let row = StoredRow(row, of: atlas.path)
      guard let point = numbers[try row.identifier("minimum")] else { continue }
      try database.execute(
        sql: "INSERT OR IGNORE INTO annotations (column_id, point, value) VALUES (?, ?, ?)",
        arguments: [
          try row.identifier("column_id"), point, try row.optional("value", as: Double.self),
        ])
    }
    try database.execute(
      sql: """
        DROP TABLE old_annotations;
        DROP TABLE old_runs;
        DROP TABLE old_minima;
        PRAGMA user_version = 2;
        """)
  }

  /// That the atlas is one of this surface, in the words of the first version.
  private func checkFirst(_ database: Database) throws {
    let stored = try AtlasIdentity.stored(database, path: atlas.path)
    guard !stored.isEmpty else { return }
    var words = try AtlasIdentity.words(stored, path: atlas.path)
    words[AtlasMigration.oldTestValue] = nil
    for name in Set(words.keys).union(identity.description.keys).sorted()
    where words[name] != identity.description[name] {
      throw AtlasError.optionDiffers(
        path: atlas.path, name: name, stored: words[name], given: identity.description[name])
    }
    guard let dimension = Int(stored[AtlasIdentity.keys.dimension] ?? "") else {
      throw AtlasError.damaged(path: atlas.path, what: "the table meta is not complete")
    }
    guard dimension == identity.dimension else {
      throw AtlasError.dimensionDiffers(
        path: atlas.path, stored: dimension, given: identity.dimension)
    }
  }

  /// Every old minimum under the symmetry of today: images of one that are known as such now become one.
  /// - Returns: the new number of each old one.
  private func takeMinima(_ database: Database) throws -> [Int: Int] {
    var numbers: [Int: Int] = [:]
    let evaluator = try atlas.surface.makeEvaluator()
    var slope = [Double](repeating: 0, count: atlas.surface.dimension)
    let rows = try Row.fetchCursor(database, sql: "SELECT * FROM old_minima ORDER BY id")
    while let next = try rows.next() {
      let row = StoredRow(next, of: atlas.path)
      let id = try row.identifier()
      let old = try atlas.coordinates(row.value("x"), of: "minimum \(id)")
      let energy = try row.finite("energy")
      // All of them: at one, two energies may agree by chance or by symmetry.
      let now = try evaluator.energy(old, gradient: &slope)
      guard TestValues.agree(energy, now) else {
        throw AtlasError.optionDiffers(
          path: atlas.path, name: "value at minimum \(id)", stored: "\(energy)", given: "\(now)")
      }
      let x = atlas.symmetry.representative(of: old)
      let modes = try row.count("zero_modes")
      let proof: Proof =
        modes == 0
        ? .strict : modes == atlas.symmetry.zeroModes(at: x).count ? .gauge : .degenerate
      let point = StationaryPoint(
        stored: x, energy: energy, gradientNorm: try row.finite("gradient_norm"),
        lowestEigenvalue: try row.finite("lowest_eigenvalue"), zeroModes: modes,
        logDeterminant: try row.finite("log_determinant"), index: 0, proof: proof)
      let number = try atlas.note(point, origin: nil).id
      atlas.pending.visits[number, default: 0] += max(0, try row.count("hits") - 1)
      numbers[id] = number
    }
    return numbers
  }
}
