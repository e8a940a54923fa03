import DataIO
import Foundation
import GRDB

extension Atlas {
  /// The database that pele opens (schema 2): minima and transition states with their log product of squared frequencies (unit
  /// masses) and the order of their point group. Of the mode of a transition state only the eigenvalue is known.
  func writePele(_ points: ExportedPoints, to path: String) throws {
    try AtomicFile.replacing(path) { temporary in
      do {
        let database = try DatabaseQueue(path: temporary)
        try database.writeWithoutTransaction { database in
          try database.execute(sql: "PRAGMA journal_mode = DELETE")
          try database.inTransaction {
            try database.execute(sql: PeleSchema.tables)
            try writeMinima(points, database)
            try writeSaddles(points, database)
            return .commit
          }
        }
        try database.close()
      } catch let error as DatabaseError {
        throw DataError.unwritable(path: path, reason: error.message ?? "\(error.resultCode)")
      }
    }
  }

  private func writeMinima(_ points: ExportedPoints, _ database: Database) throws {
    let orders = try pointGroupOrders(points.minima)
    let insert = try BulkStatement(
      """
      INSERT INTO tbl_minima (_id, energy, coords, fvib, pgorder, invalid)
      VALUES (?, ?, ?, ?, ?, 0)
      """, database)
    var row = 0
    try forEach(points.minima) { minimum in
      insert.bind(1, row + 1)
      insert.bind(2, minimum.energy)
      insert.bind(4, minimum.logDeterminant)
      insert.bind(5, orders[row])
      try insert.run(bytes: PickledArray.write(minimum.x), at: 3)
      row += 1
    }
  }

  private func writeSaddles(_ points: ExportedPoints, _ database: Database) throws {
    let orders = try pointGroupOrders(points.saddles)
    let insert = try BulkStatement(
      """
      INSERT INTO tbl_transition_states
        (_id, energy, coords, _minimum1_id, _minimum2_id, eigenval, fvib, pgorder, invalid)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)
      """, database)
    var row = 0
    try forEachSaddle(points.saddles) { saddle in
      // The lower number first: pele looks for pairs so.
      let ends = try points.ends(of: saddle)
      insert.bind(1, row + 1)
      insert.bind(2, saddle.energy)
      insert.bind(4, min(ends.first, ends.second) + 1)
      insert.bind(5, max(ends.first, ends.second) + 1)
      insert.bind(6, saddle.eigenvalue)
      insert.bind(7, saddle.logDeterminant)
      insert.bind(8, orders[row])
      try insert.run(bytes: PickledArray.write(saddle.x), at: 3)
      row += 1
    }
  }
}

/// What pele's classes expect of a file.
private enum PeleSchema {
  static let tables = """
    PRAGMA user_version = \(PelePoints.schema);
    CREATE TABLE tbl_minima (
      _id INTEGER NOT NULL PRIMARY KEY, energy FLOAT, coords BLOB, fvib FLOAT, pgorder INTEGER, invalid INTEGER,
      user_data BLOB
    );
    CREATE INDEX idx_minimum_energy ON tbl_minima (energy);
    CREATE INDEX idx_transition_state_energy ON tbl_minima (energy);
    CREATE TABLE tbl_transition_states (
      _id INTEGER NOT NULL PRIMARY KEY, energy FLOAT, coords BLOB,
      _minimum1_id INTEGER REFERENCES tbl_minima (_id), _minimum2_id INTEGER REFERENCES tbl_minima (_id),
      eigenval FLOAT, eigenvec BLOB, fvib FLOAT, pgorder INTEGER, invalid INTEGER, user_data BLOB
    );
    CREATE INDEX idx_transition_states ON tbl_transition_states (_minimum1_id, _minimum2_id);
    CREATE TABLE tbl_system_property (
      _id INTEGER NOT NULL PRIMARY KEY, property_name VARCHAR, int_value INTEGER, float_value FLOAT, string_value VARCHAR,
      pickle_value BLOB
    );
    """
}
