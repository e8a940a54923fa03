/// One row of a CSV file. The same storage serves row after row.
package struct CSVRecord {
  /// The line on which the row starts, counted from 1.
  package fileprivate(set) var line = 0
  /// The cells' bytes, one after the other, without quotation marks.
  var bytes: [UInt8] = []
  /// Where each cell ends in `bytes`.
  var ends: [Int] = []
  /// Whether each cell was quoted.
  var quoted: [Bool] = []

  package init() {}

  package var count: Int { ends.count }

  func cell(_ index: Int) -> ArraySlice<UInt8> {
    bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
  }

  /// The cell without the blanks around it, unless they were quoted.
  package func trimmed(_ index: Int) -> ArraySlice<UInt8> {
    var cell = cell(index)
    guard !quoted[index] else { return cell }
    while let first = cell.first, first == 0x20 || first == 0x09 { cell.removeFirst() }
    while let last = cell.last, last == 0x20 || last == 0x09 { cell.removeLast() }
    return cell
  }

  /// The number in a cell.
  package func number(_ column: Int, path: String, name: String) throws -> Double {
    let cell = trimmed(column)
    switch DecimalNumber(cell) {
    case .finite(let value): return value
    case .notFinite:
      throw DataError.notFiniteCell(
        path: path, line: line, column: column + 1, name: name,
        found: String(decoding: cell, as: UTF8.self))
    case .notNumber:
      throw DataError.notNumber(
        path: path, line: line, column: column + 1, name: name,
        found: String(decoding: cell.prefix(60), as: UTF8.self))
    }
  }

  mutating func clear(line: Int) {
    self.line = line
    bytes.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    quoted.removeAll(keepingCapacity: true)
  }

  mutating func endCell(quoted isQuoted: Bool) {
    ends.append(bytes.count)
    quoted.append(isQuoted)
  }
}

/// Reads rows of comma-separated values (RFC 4180): cells in quotation marks may hold delimiters,
/// line breaks and doubled quotation marks. Lines end with LF, CRLF or CR; empty lines are skipped;
/// a byte order mark is ignored.
package struct CSVReader {
  private let source: ByteSource
  package let delimiter: UInt8
  private var line = 1
  private static let quote = UInt8(ascii: "\"")
  private static let lf = UInt8(ascii: "\n")
  private static let cr = UInt8(ascii: "\r")

  /// - Parameter delimiter: what separates cells; nil finds out.
  /// - Throws: `DataError` if the file cannot be read or is not text.
  package init(path: String, delimiter: UInt8? = UInt8(ascii: ",")) throws {
    source = try ByteSource(path: path)
    self.delimiter = try delimiter ?? CSVDelimiter.find(source.upcoming(1 << 18))
    if let kind = FileSignature.binaryKind(try source.upcoming(4096)) {
      throw DataError.notText(path: path, kind: kind)
    }
    if try source.upcoming(3).elementsEqual([0xEF, 0xBB, 0xBF]) { source.skip(3) }
  }

  /// Reads the next row into `record`; `false` at the end of the file.
  package mutating func read(into record: inout CSVRecord) throws -> Bool {
    while let first = try source.peek() {
      if first != CSVReader.lf && first != CSVReader.cr { break }
      try endLine(try source.next() ?? first)
    }
    guard try source.peek() != nil else { return false }
    record.clear(line: line)
    while try readCell(into: &record) {}
    return true
  }

  /// Reads one cell; `false` if it was the last one of its row.
  private mutating func readCell(into record: inout CSVRecord) throws -> Bool {
    let start = record.bytes.count
    // Blanks before a quotation mark do not belong to the cell.
    while let blank = try source.peek(), blank == 0x20 || blank == 0x09, blank != delimiter {
      record.bytes.append(blank)
      _ = try source.next()
    }
    let isQuoted = try source.peek() == CSVReader.quote
    if isQuoted {
      record.bytes.removeSubrange(start...)
      try readQuoted(into: &record)
    }
    while let byte = try source.next() {
      if byte == delimiter {
        record.endCell(quoted: isQuoted)
        return true
      }
      if byte == CSVReader.lf || byte == CSVReader.cr {
        try endLine(byte)
        record.endCell(quoted: isQuoted)
        return false
      }
      if byte == 0 { throw DataError.notText(path: source.path, kind: "a binary file") }
      if !isQuoted {
        record.bytes.append(byte)
      } else if byte != 0x20 && byte != 0x09 {
        throw DataError.quote(
          path: source.path, line: line, column: record.count + 1,
          detail: "text after the closing quotation mark (inside a cell, write \"\" for \")")
      }
    }
    record.endCell(quoted: isQuoted)
    return false
  }

  private mutating func readQuoted(into record: inout CSVRecord) throws {
    let start = line
    _ = try source.next()
    while let byte = try source.next() {
      if byte == CSVReader.quote {
        guard try source.peek() == CSVReader.quote else { return }
        _ = try source.next()
      } else if byte == CSVReader.lf || byte == CSVReader.cr {
        record.bytes.append(CSVReader.lf)
        try endLine(byte)
        continue
      }
      record.bytes.append(byte)
    }
    throw DataError.quote(
      path: source.path, line: start, column: record.count + 1,
      detail: "the quotation mark is never closed")
  }

  /// Counts the line whose ending starts with `byte`, which has been read; CRLF is one ending.
  private mutating func endLine(_ byte: UInt8) throws {
    if byte == CSVReader.cr, try source.peek() == CSVReader.lf { _ = try source.next() }
    line += 1
  }
}
