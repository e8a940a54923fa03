/// How the cells of a file spell numbers, and what becomes of cells without one.
struct CSVNumbers {
  /// What separates the decimals; nil until the first number that has some tells.
  private var decimal: UInt8?
  private let path: String
  private static let point = UInt8(ascii: ".")
  private static let comma = UInt8(ascii: ",")

  /// - Parameter decimal: a point or a comma; nil finds out where semicolons or tabs separate the cells.
  /// - Throws: `DataError` for another character, or one that separates cells.
  init(path: String, decimal: Unicode.Scalar?, delimiter: UInt8) throws {
    self.path = path
    guard let decimal else {
      self.decimal = delimiter == CSVNumbers.comma ? CSVNumbers.point : nil
      return
    }
    guard decimal == "." || decimal == ",", UInt8(decimal.value) != delimiter else {
      throw DataError.value(
        what: "decimal", got: "\"\(decimal)\"",
        expected: "\".\" or \",\", and another character than the delimiter")
    }
    self.decimal = UInt8(decimal.value)
  }

  /// What a cell holds.
  enum Cell {
    case number(Double)
    case missing
    /// An infinity, or digits beyond the range of float64.
    case notFinite
    case text
    /// A number whose decimals are separated as in no number before it.
    case otherDecimal
  }

  mutating func cell(_ cell: ArraySlice<UInt8>) -> Cell {
    let parsed = DecimalNumber(cell)
    if case .finite(let value) = parsed {
      if decimal == CSVNumbers.point { return .number(value) }
      guard cell.contains(CSVNumbers.point) else { return .number(value) }
      if decimal == CSVNumbers.comma { return .otherDecimal }
      decimal = CSVNumbers.point
      return .number(value)
    }
    if CSVNumbers.isMissing(cell) { return .missing }
    if case .notFinite = parsed { return .notFinite }
    let commas = cell.reduce(0) { $0 + ($1 == CSVNumbers.comma ? 1 : 0) }
    guard commas == 1, !cell.contains(CSVNumbers.point) else { return .text }
    switch DecimalNumber(cell.map { $0 == CSVNumbers.comma ? CSVNumbers.point : $0 }[...]) {
    case .finite(let value):
      guard decimal != CSVNumbers.point else { return .otherDecimal }
      decimal = CSVNumbers.comma
      return .number(value)
    case .notFinite: return .notFinite
    case .notNumber: return .text
    }
  }

  /// The number in a cell of a row; nil if it is missing.
  @inline(__always)
  mutating func number(_ record: borrowing CSVRecord, _ column: Int, name: String) throws -> Double?
  {
    let bytes = record.trimmed(column)
    switch cell(bytes) {
    case .number(let value): return value
    case .missing: return nil
    case let other:
      throw error(other, record, column, name: name)
    }
  }

  private func error(
    _ cell: Cell, _ record: CSVRecord, _ column: Int, name: String
  ) -> DataError {
    let found = CSVNumbers.shown(record, column)
    let (line, number) = (record.line, column + 1)
    switch cell {
    case .notFinite:
      return .notFiniteCell(path: path, line: line, column: number, name: name, found: found)
    case .otherDecimal:
      return .otherDecimal(
        path: path, line: line, column: number, name: name, found: found,
        decimal: decimal == CSVNumbers.comma ? "comma" : "point")
    default:
      return .notNumber(path: path, line: line, column: number, name: name, found: found)
    }
  }

  /// The error of a cell that should not be missing.
  func missing(_ record: CSVRecord, _ column: Int, name: String) -> DataError {
    .missing(
      path: path, line: record.line, column: column + 1, name: name,
      found: CSVNumbers.shown(record, column))
  }

  static func shown(_ record: CSVRecord, _ column: Int) -> String {
    String(decoding: record.trimmed(column).prefix(60), as: UTF8.self)
  }

  private static let words: Set<String> = [
    "na", "n/a", "nan", "-nan", "null", "?", "#n/a", "<na>",
  ]

  /// Whether a cell is empty or says that nothing is known.
  static func isMissing(_ cell: ArraySlice<UInt8>) -> Bool {
    if cell.isEmpty { return true }
    guard cell.count <= 4, cell.allSatisfy({ $0 < 0x80 }) else { return false }
    return words.contains(String(decoding: cell, as: UTF8.self).lowercased())
  }
}
