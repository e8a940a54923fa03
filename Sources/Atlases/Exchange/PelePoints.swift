import DataIO
import Foundation
import GRDB

/// Points of a database of pele: its table `tbl_minima` or `tbl_transition_states`, in the order of its numbers.
struct PelePoints: PointReader {
  let dimension: Int
  let count: Int?
  let notes: [String]
  let columns = [ForeignColumn(name: PathsampleFiles.order, width: 1)]
  let endNames = PeleRow.ends
  let path: String
  private let kind: ForeignKind
  private let database: DatabaseQueue
  private var last = Int64.min
  /// Read already; the next one stands last.
  private var waiting: [ForeignPoint] = []
  private static let chunk = 512

  static let schema = 2

  /// - Parameter dimension: nil: as many coordinates as the first point has.
  init(_ path: String, _ kind: ForeignKind, dimension: Int?) throws {
    self.path = path
    self.kind = kind
    let found = try PelePoints.opening(path) { database in
      try PelePoints.survey(database, path, kind, dimension: dimension)
    }
    database = found.database
    (count, notes) = (found.result.count, found.result.notes)
    self.dimension = found.result.dimension
  }

  /// Whether the database has transition states.
  static func hasSaddles(_ path: String) throws -> Bool {
    try opening(path) { database in
      guard try database.tableExists(table(.saddles)) else { return false }
      return try Row.fetchOne(database, sql: "SELECT 1 FROM \(table(.saddles)) LIMIT 1") != nil
    }.result
  }

  private static func table(_ kind: ForeignKind) -> String {
    kind == .minima ? "tbl_minima" : "tbl_transition_states"
  }

  private static func opening<T>(
    _ path: String, _ body: (Database) throws -> T
  ) throws -> (database: DatabaseQueue, result: T) {
    // Says what is wrong with the path itself.
    _ = try ByteInput(file: path)
    guard ExchangeFormat.isDatabase(path) else { throw ExchangeError.notSQLite(path: path) }
    var configuration = Configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(10)
    configuration.label = "pele"
    return try translating(path) {
      let database = try DatabaseQueue(path: path, configuration: configuration)
      return (database, try database.read(body))
    }
  }

  private static func survey(
    _ database: Database, _ path: String, _ kind: ForeignKind, dimension: Int?
  ) throws -> (count: Int, dimension: Int, notes: [String]) {
    let table = table(kind)
    guard try database.tableExists(table) else {
      throw ExchangeError.notPele(
        path: path, problem: "it is an SQLite database, but has no table \(table) as pele's do")
    }
    let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
    guard version == schema else {
      throw ExchangeError.notPele(
        path: path, problem: "pele's schema \(version), expected \(schema)")
    }
    func number(_ sql: String) throws -> Int { try Int.fetchOne(database, sql: sql) ?? 0 }
    let count = try number("SELECT COUNT(*) FROM \(table)")
    var notes: [String] = []
    for column in kind == .minima ? ["user_data"] : ["user_data", "eigenvec"] {
      let data = try number("SELECT COUNT(*) FROM \(table) WHERE \(column) IS NOT NULL")
      if data > 0 { notes.append("the \(column) of \(data) \(kind.plural) was not imported") }
    }
    if let dimension { return (count, dimension, notes) }
    guard
      let first = try Row.fetchOne(
        database, sql: "SELECT _id, coords FROM \(table) ORDER BY _id LIMIT 1")
    else { throw DataError.empty(path: path, detail: "has no \(kind.plural)") }
    return (count, try PeleRow(row: first, path: path, kind: kind).coordinates().count, notes)
  }

  mutating func next() throws -> ForeignPoint? {
    if waiting.isEmpty {
      let (path, last, kind) = (path, last, kind)
      let columns = PeleRow.columns(kind).joined(separator: ", ")
      (waiting, self.last) = try PelePoints.translating(path) {
        try database.read { database in
          let rows = try Row.fetchAll(
            database,
            sql: """
              SELECT \(columns) FROM \(PelePoints.table(kind)) WHERE _id > ? ORDER BY _id LIMIT ?
              """, arguments: [last, PelePoints.chunk])
          let points = try rows.reversed().map {
            try PeleRow(row: $0, path: path, kind: kind).point()
          }
          return (points, rows.last.flatMap { Int64.fromDatabaseValue($0["_id"]) } ?? last)
        }
      }
    }
    return waiting.popLast()
  }

  private static func translating<T>(_ path: String, _ body: () throws -> T) throws -> T {
    do {
      return try body()
    } catch let error as DatabaseError {
      if error.resultCode == .SQLITE_NOTADB { throw ExchangeError.notSQLite(path: path) }
      throw ExchangeError.notPele(path: path, problem: error.message ?? "\(error.resultCode)")
    }
  }
}
