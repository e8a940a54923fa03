import Foundation
import GRDB

/// A row of an atlas. A damaged page can hold any value in any column, so what does not fit is an error
/// that names the file.
struct StoredRow {
  private let row: Row
  private let path: String

  init(_ row: Row, of path: String) {
    self.row = row
    self.path = path
  }

  /// Counters that an atlas can reach: their sums fit an integer.
  private static let counts = 0...1 << 48

  /// - Throws: `AtlasError.damaged` if the column has a value of another type, or none.
  func value<Value: DatabaseValueConvertible>(
    _ column: String, as type: Value.Type = Value.self
  ) throws -> Value {
    let stored = (row[column] as DatabaseValue?) ?? .null
    guard let value = Value.fromDatabaseValue(stored) else {
      throw damaged("\(column) is \(stored), expected \(Value.self)")
    }
    return value
  }

  /// nil where the table has none.
  func optional<Value: DatabaseValueConvertible>(
    _ column: String, as type: Value.Type = Value.self
  ) throws -> Value? {
    let stored = (row[column] as DatabaseValue?) ?? .null
    return stored.isNull ? nil : try value(column, as: type)
  }

  /// A number that is not infinite. (SQLite stores NaN as NULL, which is no number.)
  func finite(_ column: String) throws -> Double {
    let number: Double = try value(column)
    guard number.isFinite else { throw damaged("\(column) is \(number)") }
    return number
  }

  /// A whole number, 0 or more.
  func count(_ column: String) throws -> Int {
    let number: Int = try value(column)
    guard StoredRow.counts.contains(number) else { throw damaged("\(column) is \(number)") }
    return number
  }

  /// The number of a minimum or run, 1 or more.
  func identifier(_ column: String = "id") throws -> Int {
    let number = try count(column)
    guard number > 0 else { throw damaged("\(column) is \(number)") }
    return number
  }

  func damaged(_ what: String) -> AtlasError { .damaged(path: path, what: what) }
}
