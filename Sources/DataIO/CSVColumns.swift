import Tensors

/// Columns of numbers of a CSV file, some rows at a time: for files larger than memory.
public struct CSVColumns {
  /// Names of the columns that are read; empty strings without a header.
  public private(set) var names: [String] = []
  private let path: String
  private var reader: CSVReader
  private var record = CSVRecord()
  private var columns: [Int] = []
  private var width = 0
  /// Whether `record` holds a row that is still to be given.
  private var isPending = false

  /// - Parameter columns: which columns, in which order; `nil` for all.
  /// - Throws: `DataError` if the file cannot be read or has no such column.
  public init(
    path: String, columns: [CSV.Column]? = nil, hasHeader: Bool? = nil,
    delimiter: Unicode.Scalar = ","
  ) throws {
    self.path = path
    reader = try CSVReader(path: path, delimiter: CSV(delimiter: delimiter).delimiterByte())
    guard try reader.read(into: &record) else {
      throw DataError.empty(path: path, detail: "is empty")
    }
    width = record.count
    var all = [String](repeating: "", count: width)
    let needsNames = columns?.contains { if case .name = $0 { true } else { false } } ?? false
    func places() throws -> [Int] {
      try columns?.map { try $0.index(path: path, names: all, hasHeader: hasHeader) }
        ?? Array(0..<width)
    }
    self.columns = needsNames && hasHeader != false ? [] : try places()
    let isHeader =
      hasHeader
      ?? (needsNames
        || self.columns.contains {
          if case .notNumber = DecimalNumber(record.trimmed($0)) { true } else { false }
        })
    isPending = !isHeader
    if isHeader {
      all = (0..<width).map { String(decoding: record.trimmed($0), as: UTF8.self) }
      self.columns = try places()
    }
    names = self.columns.map { all[$0] }
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
      for (k, column) in columns.enumerated() {
        values.append(try record.number(column, path: path, name: names[k]))
      }
      rows += 1
    }
    guard rows > 0 else { return nil }
    return try Tensor(values, shape: Shape([rows, columns.count]), dtype: dtype)
  }
}
