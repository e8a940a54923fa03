import Foundation
import GRDB
import GRDBSQLite
import Landscape

/// Points on their way into the tables by the hundred thousand: statements are bound and stepped directly.
struct BulkInsertion {
  private let database: Database
  private let points: BulkStatement
  private let coordinates: BulkStatement
  private let visits: BulkStatement
  private let annotations: BulkStatement
  private let saddles: BulkStatement

  init(_ database: Database) throws {
    self.database = database
    points = try BulkStatement(
      """
      INSERT INTO points (id, key, energy, first_invariant, second_invariant, lowest_eigenvalue,
        hessian_index, proof, gradient_norm, zero_modes, log_determinant, multiplicity)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, database)
    coordinates = try BulkStatement("INSERT INTO coordinates (point, x) VALUES (?, ?)", database)
    visits = try BulkStatement("INSERT INTO visits (point, run, hits) VALUES (?, 0, ?)", database)
    annotations = try BulkStatement(
      "INSERT OR REPLACE INTO annotations (column_id, point, value) VALUES (?, ?, ?)", database)
    saddles = try BulkStatement(
      "INSERT INTO saddles (point, first, second) VALUES (?, ?, ?)", database)
  }

  /// Stores a point as it was found elsewhere.
  /// - Parameter ends: of a transition state: the minima below it.
  func insert(
    _ point: ForeignPoint, x: [Double], id: Int, _ invariants: SymmetryInvariants,
    multiplicity: Double, ends: MinimumPair?
  ) throws {
    let own = point.own
    points.bind(1, id)
    points.bind(2, Atlas.key(energy: point.energy, invariants))
    points.bind(3, point.energy)
    points.bind(4, invariants.first)
    points.bind(5, invariants.second)
    points.bind(6, own.lowestEigenvalue)
    points.bind(7, ends == nil ? 0 : 1)
    points.bind(8, Proof.imported.rawValue)
    points.bind(9, own.gradientNorm)
    points.bind(10, own.zeroModes)
    points.bind(11, own.logDeterminant)
    points.bind(12, multiplicity)
    try points.run()
    coordinates.bind(1, id)
    try coordinates.run(blob: x, at: 2)
    visits.bind(1, id)
    visits.bind(2, own.hits)
    try visits.run()
    guard let ends else { return }
    saddles.bind(1, id)
    saddles.bind(2, ends.first)
    saddles.bind(3, ends.second)
    try saddles.run()
  }

  /// Stores numbers of a point beside it.
  func annotate(_ id: Int, column: Int, _ numbers: ArraySlice<Double>) throws {
    annotations.bind(1, column)
    annotations.bind(2, id)
    if numbers.count == 1 {
      annotations.bind(3, numbers[numbers.startIndex])
      try annotations.run()
    } else {
      try annotations.run(blob: Array(numbers), at: 3)
    }
  }
}

/// One statement that is run again and again.
struct BulkStatement {
  private let statement: Statement
  private let database: Database
  private var handle: OpaquePointer { statement.sqliteStatement }

  init(_ sql: String, _ database: Database) throws {
    self.database = database
    statement = try database.cachedStatement(sql: sql)
    sqlite3_reset(handle)
  }

  func bind(_ place: Int32, _ number: Int?) {
    if let number {
      sqlite3_bind_int64(handle, place, Int64(number))
    } else {
      sqlite3_bind_null(handle, place)
    }
  }

  /// NaN becomes NULL.
  func bind(_ place: Int32, _ number: Double) { sqlite3_bind_double(handle, place, number) }

  func bind(_ place: Int32, _ text: String) {
    // SQLite takes a copy.
    let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    sqlite3_bind_text(handle, place, text, -1, copied)
  }

  func run() throws {
    let code = sqlite3_step(handle)
    sqlite3_reset(handle)
    guard code == SQLITE_DONE else {
      throw DatabaseError(
        resultCode: ResultCode(rawValue: code),
        message: String(cString: sqlite3_errmsg(database.sqliteConnection)))
    }
  }

  /// Runs with numbers that SQLite reads where they are: float64, little-endian as the machine's are: no copy.
  func run(blob numbers: [Double], at place: Int32) throws {
    try numbers.map(\.bitPattern.littleEndian).withUnsafeBytes { try run(raw: $0, at: place) }
  }

  func run(bytes: [UInt8], at place: Int32) throws {
    try bytes.withUnsafeBytes { try run(raw: $0, at: place) }
  }

  private func run(raw bytes: UnsafeRawBufferPointer, at place: Int32) throws {
    _ = sqlite3_bind_blob(handle, place, bytes.baseAddress, Int32(bytes.count), nil)
    defer { sqlite3_bind_null(handle, place) }
    try run()
  }
}
