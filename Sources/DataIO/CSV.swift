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
  /// Whether the first row holds names. `nil` finds out: it does if features in it are texts and none is a
  /// number.
  public var hasHeader: Bool?
  /// What separates cells: a comma, semicolon, tab, …. `nil` finds out.
  public var delimiter: Unicode.Scalar?
  /// Whether targets are numbers. `nil` finds out: they are if all are numbers and one is not whole.
  public var isRegression: Bool?
  /// What separates decimals: a point or a comma. `nil` finds out, where commas do not separate cells.
  public var decimal: Unicode.Scalar?
  public var missing: Missing

  /// What becomes of rows in which a feature is missing: a cell that is empty, NA, N/A, NaN, null or `?`.
  public enum Missing: String, Sendable, CaseIterable {
    /// They are an error.
    case error
    /// They are left out.
    case drop
    /// The mean of the column stands for the feature.
    case mean
  }

  public init(
    target: Column = .number(-1), features: [Column]? = nil, hasHeader: Bool? = nil,
    delimiter: Unicode.Scalar? = nil, decimal: Unicode.Scalar? = nil, missing: Missing = .error,
    isRegression: Bool? = nil
  ) {
    self.isRegression = isRegression
    self.target = target
    self.features = features
    self.hasHeader = hasHeader
    self.delimiter = delimiter
    self.decimal = decimal
    self.missing = missing
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
    var reader = try CSVReader(path: path, delimiter: delimiter.map(CSVDelimiter.byte))
    var record = CSVRecord()
    guard try reader.read(into: &record) else {
      throw DataError.empty(path: path, detail: "is empty")
    }
    var table = CSVTable(
      path: path, columns: record.count, missing: missing,
      numbers: try CSVNumbers(path: path, decimal: decimal, delimiter: reader.delimiter))
    guard record.count > 1 else {
      throw DataError.noFeatures(
        path: path, columns: 1, hint: otherDelimiter(in: record, than: reader.delimiter))
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

  /// Whether a column is asked for by its name.
  private var needsNames: Bool {
    ([target] + (features ?? [])).contains { if case .name = $0 { true } else { false } }
  }

  private func isHeader(_ record: CSVRecord, _ table: CSVTable) throws -> Bool {
    try hasHeader ?? CSVNames.areNames(record, table.features, table.numbers, path: table.path)
  }

  private func place(in table: inout CSVTable, path: String) throws {
    let columns = CSVNames(path: path, names: table.names, hasHeader: hasHeader)
    table.target = try columns.index(of: target)
    table.features =
      try features?.map(columns.index) ?? table.names.indices.filter { $0 != table.target }
    guard !table.features.isEmpty else {
      throw DataError.noFeatures(path: path, columns: table.names.count, hint: "")
    }
  }

  private func otherDelimiter(in record: CSVRecord, than delimiter: UInt8) -> String {
    let others: [(UInt8, String)] = [
      (UInt8(ascii: ";"), "\";\""), (UInt8(ascii: "\t"), "a tab"), (UInt8(ascii: ","), "\",\""),
    ]
    for (byte, name) in others where byte != delimiter && record.bytes.contains(byte) {
      return "; is \(name) the delimiter?"
    }
    return ""
  }
}
