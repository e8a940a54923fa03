import DataIO
import Foundation
import GRDB

/// Minima of a database of pele: its table `tbl_minima`, in the order of its numbers.
struct PelePoints: PointReader {
  let dimension: Int
  let count: Int?
  let notes: [String]
  let columns = [ForeignColumn(name: PathsampleFiles.order, width: 1)]
  private let path: String
  private let database: DatabaseQueue
  private var last = Int64.min
  /// Read already; the next one stands last.
  private var waiting: [ForeignPoint] = []
  private static let chunk = 512

  static let schema = 2

  init(_ path: String) throws {
    self.path = path
    // Says what is wrong with the path itself.
    _ = try ByteInput(file: path)
    guard ExchangeFormat.isDatabase(path) else { throw ExchangeError.notSQLite(path: path) }
    var configuration = Configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(10)
    configuration.label = "pele"
    let found = try PelePoints.translating(path) {
      let database = try DatabaseQueue(path: path, configuration: configuration)
      return (database, try database.read { try PelePoints.survey($0, path) })
    }
    database = found.0
    (count, notes) = (found.1.count, found.1.notes)
    dimension = found.1.dimension
  }

  private static func survey(
    _ database: Database, _ path: String
  ) throws -> (count: Int, dimension: Int, notes: [String]) {
    guard try database.tableExists("tbl_minima") else {
      throw ExchangeError.notPele(
        path: path, problem: "it is an SQLite database, but has no table tbl_minima as pele's do")
    }
    let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
    guard version == schema else {
      throw ExchangeError.notPele(
        path: path, problem: "pele's schema \(version), expected \(schema)")
    }
    func number(_ sql: String) throws -> Int { try Int.fetchOne(database, sql: sql) ?? 0 }
    let count = try number("SELECT COUNT(*) FROM tbl_minima")
    guard
      let first = try Row.fetchOne(
        database, sql: "SELECT _id, coords FROM tbl_minima ORDER BY _id LIMIT 1")
    else { throw DataError.empty(path: path, detail: "has no minima") }
    var notes: [String] = []
    let data = try number("SELECT COUNT(*) FROM tbl_minima WHERE user_data IS NOT NULL")
    if data > 0 { notes.append("the user_data of \(data) minima was not imported") }
    if try database.tableExists("tbl_transition_states") {
      let saddles = try number("SELECT COUNT(*) FROM tbl_transition_states")
      if saddles > 0 { notes.append("\(saddles) transition states were not imported") }
    }
    return (count, try coordinates(first, path).count, notes)
  }

  mutating func next() throws -> ForeignPoint? {
    if waiting.isEmpty {
      let (path, last) = (path, last)
      (waiting, self.last) = try PelePoints.translating(path) {
        try database.read { database in
          let rows = try Row.fetchAll(
            database,
            sql: """
              SELECT _id, energy, coords, fvib, pgorder, invalid FROM tbl_minima
              WHERE _id > ? ORDER BY _id LIMIT ?
              """, arguments: [last, PelePoints.chunk])
          let points = try rows.reversed().map { try PelePoints.point($0, path) }
          return (points, rows.last.flatMap { Int64.fromDatabaseValue($0["_id"]) } ?? last)
        }
      }
    }
    return waiting.popLast()
  }

  private static func point(_ row: Row, _ path: String) throws -> ForeignPoint {
    let place = "minimum \(row["_id"] as DatabaseValue)"
    guard let energy = try number(row, "energy", path), energy.isFinite else {
      throw ExchangeError.value(
        path: path, place: place, column: "energy", got: "\(row["energy"] as DatabaseValue)",
        expected: "a finite number")
    }
    var point = ForeignPoint(place: place, energy: energy, x: try coordinates(row, path))
    point.own.logDeterminant = try number(row, "fvib", path) ?? .nan
    point.numbers = [try number(row, "pgorder", path) ?? .nan]
    point.isInvalid = try number(row, "invalid", path) ?? 0 != 0
    return point
  }

  /// nil for NULL.
  private static func number(_ row: Row, _ column: String, _ path: String) throws -> Double? {
    let stored = row[column] as DatabaseValue
    if stored.isNull { return nil }
    guard let number = Double.fromDatabaseValue(stored) else {
      throw ExchangeError.value(
        path: path, place: "minimum \(row["_id"] as DatabaseValue)", column: column,
        got: "\(stored)", expected: "a number")
    }
    return number
  }

  private static func coordinates(_ row: Row, _ path: String) throws -> [Double] {
    let place = "minimum \(row["_id"] as DatabaseValue)"
    guard let data = Data.fromDatabaseValue(row["coords"] as DatabaseValue) else {
      throw ExchangeError.value(
        path: path, place: place, column: "coords", got: "\(row["coords"] as DatabaseValue)",
        expected: "a pickled array")
    }
    do {
      let x = try PickledArray.read([UInt8](data))
      guard !x.isEmpty, x.allSatisfy(\.isFinite) else {
        throw ExchangeError.value(
          path: path, place: place, column: "coords",
          got: x.isEmpty ? "an empty array" : "an array with a number that is not finite",
          expected: "finite numbers")
      }
      return x
    } catch let error as PickleError {
      throw FormatError(path: path, place: "\(place), coords", problem: "\(error)")
    }
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
