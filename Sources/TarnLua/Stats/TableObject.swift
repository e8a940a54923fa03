import LuaBridge
import Settings

/// A table of results, made to be read: rows of cells under the names of their columns.
final class TableObject {
  /// Names of the columns; nil if they have none.
  let header: [String]?
  /// As many cells in every row.
  let rows: [[TableCell]]
  /// Significant digits of numbers.
  let digits: Int

  /// Columns beyond which a list is no row of a table.
  private static let columnLimit = 1000

  private init(header: [String]?, rows: [[TableCell]], digits: Int) {
    self.header = header
    self.rows = rows
    self.digits = digits
  }

  /// - Parameters:
  ///   - rows: records, of which `columns` (or all keys, sorted) are shown, or lists, whose items
  ///     `columns` names.
  /// - Throws: a row of another kind, a column that no record has, a cell that is no number, text
  ///   or
  ///   boolean.
  convenience init(_ rows: [LuaTable], columns: [String]?, digits: Int) throws {
    let entries = rows.map(\.entries)
    let first = entries.first { !$0.isEmpty }
    if let key = first?.first?.key, key.asInteger == nil {
      try self.init(records: rows, entries: entries.map { $0.map(\.key) }, columns, digits)
    } else {
      try self.init(lists: rows, keys: entries.map { $0.map(\.key) }, columns, digits)
    }
  }

  private convenience init(
    records: [LuaTable], entries: [[LuaValue]], _ columns: [String]?, _ digits: Int
  ) throws {
    var known: Set<String> = []
    for (row, keys) in entries.enumerated() {
      for key in keys {
        guard let name = key.asString else {
          throw MessageError(
            "stats.table: row \(row + 1) has the key \(key.shown), expected names as in row 1")
        }
        known.insert(name)
      }
    }
    for column in columns ?? [] where !known.contains(column) {
      throw MessageError(
        "stats.table: no row has a column '\(column)'"
          + NearestName.suggestion(for: column, in: known.sorted())
          + " (columns: \(known.sorted().joined(separator: ", ")))")
    }
    let header = columns ?? known.sorted()
    let rows = try records.enumerated().map { row, record in
      try header.map { try TableObject.cell(record[$0], row: row, column: "'\($0)'") }
    }
    self.init(header: header, rows: rows, digits: digits)
  }

  private convenience init(
    lists: [LuaTable], keys: [[LuaValue]], _ columns: [String]?, _ digits: Int
  ) throws {
    // The largest index, not the length: cells may be nil.
    var width = columns?.count ?? 0
    for (row, keys) in keys.enumerated() {
      for key in keys {
        guard let index = key.asInteger else {
          throw MessageError(
            "stats.table: row \(row + 1) has the key \(key.shown), expected a list as in row 1")
        }
        guard index >= 1, index <= columns?.count ?? TableObject.columnLimit else {
          throw MessageError(
            "stats.table: row \(row + 1) has an item \(index), expected 1 to "
              + "\(columns?.count ?? TableObject.columnLimit)")
        }
        width = max(width, index)
      }
    }
    let rows = try lists.enumerated().map { row, list in
      try (0..<width).map { column in
        try TableObject.cell(list[column + 1], row: row, column: "\(column + 1)")
      }
    }
    self.init(header: columns, rows: rows, digits: digits)
  }

  private static func cell(_ value: LuaValue, row: Int, column: String) throws -> TableCell {
    switch value {
    case .nil: .missing
    case .boolean(let value): .text(String(value))
    case .integer(let value):
      // Beyond 2^53 a double would lose digits.
      value.magnitude <= 1 << 53 ? .number(Double(value)) : .text(String(value))
    case .number(let value): .number(value)
    case .string(let value): .text(value)
    case .object(let object as TensorObject) where object.value.shape.count == 1:
      .number(try object.value.tensor(for: "stats.table").item())
    default:
      let tensor = value.asObject(TensorObject.self).map { "a tensor of \($0.value.shape)" }
      throw MessageError(
        "stats.table: row \(row + 1), column \(column): expected a number, string or boolean, "
          + "got \(tensor ?? value.shown)")
    }
  }
}
