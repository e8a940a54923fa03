import Settings
import Tensors

/// Data with targets in comma-separated text: each row a sample, one column its class or a number to be predicted,
/// the others numbers.
public struct CSV: Sendable {
  /// A column, by its name in the header or by its number: from 1, or from -1 backwards.
  public enum Column: Sendable, Equatable {
    case name(String)
    case number(Int)
  }

  /// The column that holds the target.
  public var target: Column
  /// The columns that hold features, in this order; `nil` for all but the target.
  public var features: [Column]?
  /// Whether the first row holds names. `nil` finds out: it does if a feature in it is no number.
  public var hasHeader: Bool?
  /// What separates cells: a comma, semicolon, tab, ….
  public var delimiter: Unicode.Scalar
  /// Whether targets are numbers. `nil` finds out: they are if all are numbers and one is not whole.
  public var isRegression: Bool?

  public init(
    target: Column = .number(-1), features: [Column]? = nil, hasHeader: Bool? = nil,
    delimiter: Unicode.Scalar = ",", isRegression: Bool? = nil
  ) {
    self.isRegression = isRegression
    self.target = target
    self.features = features
    self.hasHeader = hasHeader
    self.delimiter = delimiter
  }

  /// Reads a file, in one pass.
  ///
  /// Classes are whole numbers, numbered in their order, or names, numbered as they first appear.
  ///
  /// - Returns: a data set with features `[n, columns - 1]` as they are in the file (float64 behind
  ///   a
  ///   `dtype` face), classes from 1 or numbers.
  /// - Throws: `DataError`, which names the file, the line, the column and what was found there.
  public func read(_ path: String, dtype: DType = .float32) throws -> Dataset {
    var reader = try CSVReader(path: path, delimiter: delimiterByte())
    var record = CSVRecord()
    guard try reader.read(into: &record) else {
      throw DataError.empty(path: path, detail: "is empty")
    }
    var table = CSVTable(path: path, columns: record.count)
    guard record.count > 1 else {
      throw DataError.noFeatures(path: path, columns: 1, hint: otherDelimiter(in: record))
    }
    if !needsNames { try place(in: &table, path: path) }
    if try needsNames ? hasHeader != false : isHeader(record, table) {
      try table.setNames(of: record)
      try place(in: &table, path: path)
    } else if needsNames {
      try place(in: &table, path: path)
    } else {
      try table.append(record)
    }
    while try reader.read(into: &record) { try table.append(record) }
    do {
      return try table.dataset(dtype: dtype, isRegression: isRegression)
    } catch DataError.notFinite(let row, let feature, let value) {
      throw FormatError(
        path: path, place: "row \(row) of data, column \(table.features[feature - 1] + 1)",
        problem: "\(table.source(row, feature)) is \(value) in \(dtype.rawValue)")
    }
  }

  func delimiterByte() throws -> UInt8 {
    guard delimiter.isASCII, !["\"", "\n", "\r", "\0"].contains(delimiter) else {
      throw DataError.value(
        what: "delimiter", got: "\"\(delimiter)\"",
        expected: "one ASCII character but a quotation mark")
    }
    return UInt8(delimiter.value)
  }

  /// Whether a column is asked for by its name.
  private var needsNames: Bool {
    ([target] + (features ?? [])).contains { if case .name = $0 { true } else { false } }
  }

  private func isHeader(_ record: CSVRecord, _ table: CSVTable) throws -> Bool {
    if let hasHeader { return hasHeader }
    return table.features.contains { column in
      let cell = record.trimmed(column)
      // An empty or non-finite cell is a mistake in a row of data, not a name.
      guard !cell.isEmpty, case .notNumber = DecimalNumber(cell) else { return false }
      return true
    }
  }

  private func place(in table: inout CSVTable, path: String) throws {
    table.target = try target.index(path: path, names: table.names, hasHeader: hasHeader)
    table.features =
      try features?.map {
        try $0.index(path: path, names: table.names, hasHeader: hasHeader)
      } ?? table.names.indices.filter { $0 != table.target }
    guard !table.features.isEmpty else {
      throw DataError.noFeatures(path: path, columns: table.names.count, hint: "")
    }
  }

  private func otherDelimiter(in record: CSVRecord) -> String {
    let others: [(UInt8, String)] = [
      (UInt8(ascii: ";"), "\";\""), (UInt8(ascii: "\t"), "a tab"), (UInt8(ascii: ","), "\",\""),
    ]
    for (byte, name) in others where record.bytes.contains(byte) {
      return "; is \(name) the delimiter?"
    }
    return ""
  }
}

extension CSV.Column {
  /// The place of the column, from 0.
  func index(path: String, names: [String], hasHeader: Bool?) throws -> Int {
    switch self {
    case .name(let name) where hasHeader == false:
      throw DataError.noColumn(
        path: path, wanted: "\"\(name)\": it has no header", available: ["1 to \(names.count)"],
        nearest: nil)
    case .name(let name):
      let matches = names.indices.filter { names[$0] == name }
      guard matches.count < 2 else { throw DataError.ambiguousColumn(path: path, name: name) }
      guard let match = matches.first else {
        throw DataError.noColumn(
          path: path, wanted: "\"\(name)\"", available: names,
          nearest: NearestName.find(name, in: names))
      }
      return match
    case .number(let number):
      guard number != 0, number >= -names.count, number <= names.count else {
        throw DataError.noColumn(
          path: path, wanted: "\(number)", available: ["1 to \(names.count)"], nearest: nil)
      }
      return number > 0 ? number - 1 : names.count + number
    }
  }
}
