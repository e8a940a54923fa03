import GRDB

/// The tables of an atlas. Any SQLite tool can read them.
enum AtlasSchema {
  /// Raised whenever an older version could not read the file; see `AtlasMigration` for the way from each to the next.
  static let formatVersion = 4
  /// "TARN" in the header of the file (PRAGMA application_id).
  static let applicationID = 0x5441_524E

  static func create(_ database: Database) throws {
    try database.execute(sql: "PRAGMA application_id = \(applicationID)")
    try createMeta(database)
    try createTables(database)
    try createSaddles(database)
    try createShares(database)
    try database.execute(sql: "PRAGMA user_version = \(formatVersion)")
  }

  /// Since format 4: searches by several processes together, and runs from merged files.
  static func createShares(_ database: Database) throws {
    // rank, ranks: this row is the share of one of so many processes. is_elsewhere: begun in another file, from which this one
    // has what was done; it goes on there.
    for column in ["rank", "ranks", "is_elsewhere"] {
      try database.execute(
        sql:
          "ALTER TABLE runs ADD COLUMN \(column) INTEGER NOT NULL DEFAULT \(column == "ranks" ? 1 : 0)"
      )
    }
  }

  /// Since format 3.
  static func createSaddles(_ database: Database) throws {
    try database.execute(
      sql: """
        -- Transition states (points of hessian_index 1): the minima at the ends of the two paths down. Both may be one.
        CREATE TABLE saddles (
          point INTEGER PRIMARY KEY NOT NULL REFERENCES points (id) ON DELETE CASCADE,
          first INTEGER NOT NULL REFERENCES points (id),
          second INTEGER NOT NULL REFERENCES points (id)
        );
        -- How often a run tried to connect two minima (first < second).
        CREATE TABLE attempts (
          first INTEGER NOT NULL REFERENCES points (id) ON DELETE CASCADE,
          second INTEGER NOT NULL REFERENCES points (id) ON DELETE CASCADE,
          run INTEGER NOT NULL,
          tries INTEGER NOT NULL,
          PRIMARY KEY (first, second, run)
        ) WITHOUT ROWID;
        CREATE VIEW transition_states AS
          SELECT id, energy, x, lowest_eigenvalue, gradient_norm, zero_modes, log_determinant, multiplicity, proof,
            first, second,
            (SELECT SUM(hits) FROM visits WHERE visits.point = points.id) AS hits
          FROM saddles JOIN points ON points.id = saddles.point
          JOIN coordinates ON coordinates.point = points.id;
        """)
  }

  static func createMeta(_ database: Database) throws {
    try database.execute(
      sql: """
        -- What the atlas is an atlas of: dimension, description, tolerances, values at test points, uuid, the symmetry as data.
        CREATE TABLE meta (
          key TEXT PRIMARY KEY NOT NULL,
          value TEXT NOT NULL
        ) WITHOUT ROWID;
        """)
  }

  static func createTables(_ database: Database) throws {
    try database.execute(
      sql: """
        -- Stationary points. hessian_index: negative eigenvalues. proof: strict, gauge, kink, degenerate, imported (by
        -- another program, which need not tell the numbers that may be NULL). first_invariant,
        -- second_invariant: numbers that all images under the symmetry share. key: the same in every atlas of the same
        -- energy. log_determinant NULL: not known. run, chain, step: who found it first (NULL: a single quench).
        CREATE TABLE points (
          id INTEGER PRIMARY KEY NOT NULL,
          key TEXT NOT NULL,
          energy REAL NOT NULL,
          first_invariant REAL NOT NULL,
          second_invariant REAL NOT NULL,
          lowest_eigenvalue REAL,
          hessian_index INTEGER NOT NULL,
          proof TEXT NOT NULL,
          gradient_norm REAL,
          zero_modes INTEGER,
          log_determinant REAL,
          multiplicity REAL NOT NULL,
          run INTEGER,
          chain INTEGER,
          step INTEGER
        );
        -- x: float64, little-endian. Apart from the points, which are read without it far more often than with it.
        CREATE TABLE coordinates (
          point INTEGER PRIMARY KEY NOT NULL REFERENCES points (id) ON DELETE CASCADE,
          x BLOB NOT NULL
        );
        -- How often each run came to a point; run 0: single quenches.
        CREATE TABLE visits (
          point INTEGER NOT NULL REFERENCES points (id) ON DELETE CASCADE,
          run INTEGER NOT NULL,
          hits INTEGER NOT NULL,
          PRIMARY KEY (point, run)
        ) WITHOUT ROWID;
        -- width: numbers of each value.
        CREATE TABLE columns (
          id INTEGER PRIMARY KEY NOT NULL,
          name TEXT NOT NULL UNIQUE,
          width INTEGER NOT NULL
        );
        -- value: REAL, or a BLOB of float64 where the width is not 1. NULL: not a number.
        CREATE TABLE annotations (
          column_id INTEGER NOT NULL REFERENCES columns (id) ON DELETE CASCADE,
          point INTEGER NOT NULL REFERENCES points (id) ON DELETE CASCADE,
          value,
          PRIMARY KEY (column_id, point)
        ) WITHOUT ROWID;
        -- Searches of any kind. settings: as a script writes them; repetition: earlier runs with the same seed; tasks: all of
        -- them, and how many are accepted; state: what the search needs to go on; owner: the process that works on it, which
        -- says so by its heartbeat (seconds since 1970).
        CREATE TABLE runs (
          id INTEGER PRIMARY KEY NOT NULL,
          uuid TEXT NOT NULL,
          kind TEXT NOT NULL,
          settings TEXT NOT NULL,
          seed TEXT NOT NULL,
          repetition INTEGER NOT NULL,
          tasks INTEGER NOT NULL,
          accepted INTEGER NOT NULL,
          finished INTEGER NOT NULL DEFAULT 0,
          state TEXT NOT NULL DEFAULT '',
          owner TEXT,
          host TEXT,
          heartbeat REAL,
          started REAL NOT NULL,
          ended REAL,
          version TEXT NOT NULL
        );
        -- Where each chain (or replica) of a run stands: float64, little-endian.
        CREATE TABLE chains (
          run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
          chain INTEGER NOT NULL,
          state BLOB NOT NULL,
          PRIMARY KEY (run, chain)
        ) WITHOUT ROWID;
        -- For other programs: what a reader of the file looks for first.
        CREATE VIEW minima AS
          SELECT id, energy, x, gradient_norm, lowest_eigenvalue, zero_modes, log_determinant, multiplicity, proof,
            (SELECT SUM(hits) FROM visits WHERE visits.point = points.id) AS hits
          FROM points JOIN coordinates ON coordinates.point = points.id
          WHERE hessian_index = 0 AND proof <> 'degenerate';
        """)
  }
}
