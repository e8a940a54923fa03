import DataIO

/// Lines of numbers between blanks.
struct WordLines {
  let path: String
  private var reader: CSVReader
  private var record = CSVRecord()
  /// Of the line that was read last, from 1.
  private(set) var line = 0
  private(set) var numbers: [Double] = []

  init(_ path: String) throws {
    self.path = path
    reader = try CSVReader(path: path, delimiter: UInt8(ascii: " "))
  }

  /// Reads the next line that is not blank; false at the end of the file.
  mutating func next() throws -> Bool {
    while try reader.read(into: &record) {
      numbers.removeAll(keepingCapacity: true)
      for k in 0..<record.count where !record.trimmed(k).isEmpty {
        numbers.append(try record.number(k, path: path, name: ""))
      }
      line = record.line
      if !numbers.isEmpty { return true }
    }
    return false
  }

  /// - Throws: `ExchangeError.numbers` unless the line has so many.
  func require(_ count: Int, _ what: String, hint: String = "") throws {
    guard numbers.count == count else {
      throw ExchangeError.numbers(
        path: path, line: line, expected: "\(count) numbers (\(what))", got: numbers.count,
        hint: hint)
    }
  }

  /// The number at a place, from 0, if it is whole.
  func whole(_ place: Int, _ column: String, expected: String) throws -> Int {
    guard let number = Int(exactly: numbers[place]) else {
      throw value(column, got: numbers[place], expected: expected)
    }
    return number
  }

  func value(_ column: String, got: Double, expected: String) -> ExchangeError {
    .value(path: path, place: "line \(line)", column: column, got: "\(got)", expected: expected)
  }
}
