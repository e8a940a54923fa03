import Settings

/// The columns of a file, to be found by name or number.
struct CSVNames {
  let path: String
  /// Empty strings without a header.
  let names: [String]
  let hasHeader: Bool?
  private let places: [String: [Int]]

  init(path: String, names: [String], hasHeader: Bool?) {
    (self.path, self.names, self.hasHeader) = (path, names, hasHeader)
    places = Dictionary(grouping: names.indices) { names[$0] }
  }

  /// The place of a column, from 0.
  func index(of column: CSV.Column) throws -> Int {
    switch column {
    case .name(let name) where hasHeader == false:
      throw DataError.noColumn(
        path: path, wanted: "\"\(name)\": it has no header", available: ["1 to \(names.count)"],
        nearest: nil)
    case .name(let name):
      let matches = places[name] ?? []
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

  /// Whether a first row holds the names of columns that should hold numbers: texts, where no cell is a number.
  ///
  /// - Throws: `DataError` for a row of numbers and texts, which is no header and no row of data.
  static func areNames(
    _ record: CSVRecord, _ columns: some Sequence<Int>, _ numbers: CSVNumbers, path: String
  ) throws -> Bool {
    var numbers = numbers
    var text: Int?
    var hasNumber = false
    for column in columns {
      switch numbers.cell(record.trimmed(column)) {
      case .text: text = text ?? column
      // An empty cell is as good in one as in the other.
      case .missing: break
      case .number, .notFinite, .otherDecimal: hasNumber = true
      }
    }
    guard let text else { return false }
    guard !hasNumber else {
      throw DataError.mixedHeader(
        path: path, line: record.line, column: text + 1, found: CSVNumbers.shown(record, text))
    }
    return true
  }
}
