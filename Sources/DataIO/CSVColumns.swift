import Tensors

/// Columns of numbers of a CSV file, some rows at a time: for files larger than memory.
public struct CSVColumns {
  /// Names of the columns that are read; empty strings without a header.
  public private(set) var names: [String] = []
  private let path: String
  private var reader: CSVReader
  private var numbers: CSVNumbers
  private let missing: CSV.Missing
  private var record = CSVRecord()
  private var columns: [Int] = []
  private var width = 0
  /// Whether `record` holds a row that is still to be given.
  private var isPending = false

  /// - Parameters:
  ///   - columns: which columns, in which order; `nil` for all.
  ///   - missing: no mean, which only the whole file has.
  /// - Throws: `DataError` if the file cannot be read or has no such column.
  public init(
    path: String, columns: [CSV.Column]? = nil, hasHeader: Bool? = nil,
    delimiter: Unicode.Scalar? = nil, decimal: Unicode.Scalar? = nil,
    missing: CSV.Missing = .error
  ) throws {
    guard missing != .mean else {
      throw DataError.value(
        what: "missing", got: "mean", expected: "error or drop where a file is read in parts")
    }
    self.path = path
    self.missing = missing
    reader = try CSVReader(path: path, delimiter: delimiter.map(CSVDelimiter.byte))
    numbers = try CSVNumbers(path: path, decimal: decimal, delimiter: reader.delimiter)
    guard try reader.read(into: &record) else {
      throw DataError.empty(path: path, detail: "is empty")
    }
    width = record.count
    var all = CSVNames(
      path: path, names: [String](repeating: "", count: width), hasHeader: hasHeader)
    let needsNames = columns?.contains { if case .name = $0 { true } else { false } } ?? false
    func places() throws -> [Int] { try columns?.map(all.index) ?? Array(0..<width) }
    self.columns = needsNames && hasHeader != false ? [] : try places()
    let isHeader =
      try hasHeader
      ?? (needsNames || CSVNames.areNames(record, self.columns, numbers, path: path))
    isPending = !isHeader
    if isHeader {
      all = CSVNames(
        path: path,
        names: (0..<width).map { String(decoding: record.trimmed($0), as: UTF8.self) },
        hasHeader: hasHeader)
      self.columns = try places()
    }
    names = self.columns.map { all.names[$0] }
  }

  /// The next rows, at most `count`: `[rows, columns]`; `nil` at the end of the file.
  public mutating func next(_ count: Int, dtype: DType = .float32) throws -> Tensor? {
    var values: [Double] = []
    var rows = 0
    while rows < count {
      if !isPending, try !reader.read(into: &record) { break }
      isPending = false
      guard record.count == width else {
        throw DataError.ragged(path: path, line: record.line, expected: width, got: record.count)
      }
      let start = values.count
      for (k, column) in columns.enumerated() {
        guard let number = try numbers.number(record, column, name: names[k]) else {
          guard missing == .drop else {
            throw numbers.missing(record, column, name: names[k])
          }
          break
        }
        values.append(number)
      }
      if values.count - start == columns.count {
        rows += 1
      } else {
        values.removeSubrange(start...)
      }
    }
    guard rows > 0 else { return nil }
    return try Tensor(values, shape: Shape([rows, columns.count]), dtype: dtype)
  }
}
