import GRDB

/// The tables of an atlas. Any SQLite tool can read them.
enum AtlasSchema {
  /// Raised whenever an older version could not read the file.
  static let formatVersion = 1
  /// "TARN" in the header of the file (PRAGMA application_id).
  static let applicationID = 0x5441_524E

  static func create(_ database: Database) throws {
    try database.execute(
      sql: """
        PRAGMA application_id = \(applicationID);
        PRAGMA user_version = \(formatVersion);
        -- What the atlas is an atlas of: dimension, description and tolerances.
        CREATE TABLE meta (
          key TEXT PRIMARY KEY NOT NULL,
          value TEXT NOT NULL
        ) WITHOUT ROWID;
        -- x: float64, little-endian. run, chain, step: who found it first (NULL: a single quench).
        CREATE TABLE minima (
          id INTEGER PRIMARY KEY NOT NULL,
          energy REAL NOT NULL,
          x BLOB NOT NULL,
          gradient_norm REAL NOT NULL,
          lowest_eigenvalue REAL NOT NULL,
          zero_modes INTEGER NOT NULL,
          log_determinant REAL NOT NULL,
          hits INTEGER NOT NULL,
          multiplicity REAL NOT NULL,
          run INTEGER,
          chain INTEGER,
          step INTEGER
        );
        CREATE INDEX minima_by_energy ON minima (energy);
        -- value NULL: not a number.
        CREATE TABLE annotations (
          name TEXT NOT NULL,
          minimum INTEGER NOT NULL REFERENCES minima (id) ON DELETE CASCADE,
          value REAL,
          PRIMARY KEY (name, minimum)
        ) WITHOUT ROWID;
        -- options: JSON with sorted keys; repetition: earlier runs with the same seed.
        CREATE TABLE runs (
          id INTEGER PRIMARY KEY NOT NULL,
          options TEXT NOT NULL,
          seed TEXT NOT NULL,
          repetition INTEGER NOT NULL,
          chains INTEGER NOT NULL,
          steps INTEGER NOT NULL,
          finished INTEGER NOT NULL DEFAULT 0
        );
        -- energy infinite: no quench of the chain has succeeded yet.
        CREATE TABLE chains (
          run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
          chain INTEGER NOT NULL,
          step INTEGER NOT NULL,
          x BLOB NOT NULL,
          energy REAL NOT NULL,
          step_size REAL NOT NULL,
          accepted INTEGER NOT NULL,
          failed INTEGER NOT NULL,
          evaluations INTEGER NOT NULL,
          interval_tried INTEGER NOT NULL,
          interval_accepted INTEGER NOT NULL,
          PRIMARY KEY (run, chain)
        ) WITHOUT ROWID;
        """)
  }
}
