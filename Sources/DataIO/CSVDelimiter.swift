/// What separates the cells of a file, found out from its first lines.
enum CSVDelimiter {
  private static let comma = UInt8(ascii: ",")

  /// A semicolon or a tab if every one of the lines has as many of them, outside quotation marks; else a comma.
  static func find(_ bytes: ArraySlice<UInt8>) -> UInt8 {
    let candidates = [UInt8(ascii: ";"), UInt8(ascii: "\t")]
    var counts: [[Int]] = [[], []]
    var line = [0, 0]
    var (isQuoted, isEmpty) = (false, true)
    func end() {
      if !isEmpty { for k in 0..<2 { counts[k].append(line[k]) } }
      (line, isEmpty) = ([0, 0], true)
    }
    for byte in bytes {
      if counts[0].count == 10 { break }
      switch byte {
      case UInt8(ascii: "\""):
        isQuoted.toggle()
        isEmpty = false
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        if !isQuoted { end() }
      default:
        isEmpty = false
        if !isQuoted, let k = candidates.firstIndex(of: byte) { line[k] += 1 }
      }
    }
    // The last line may go on beyond these bytes.
    if counts[0].isEmpty { end() }
    for (k, candidate) in candidates.enumerated() {
      if let first = counts[k].first, first > 0, counts[k].allSatisfy({ $0 == first }) {
        return candidate
      }
    }
    return comma
  }

  /// - Throws: `DataError` for what cannot separate cells.
  static func byte(_ delimiter: Unicode.Scalar) throws -> UInt8 {
    guard delimiter.isASCII, !["\"", "\n", "\r", "\0"].contains(delimiter) else {
      throw DataError.value(
        what: "delimiter", got: "\"\(delimiter)\"",
        expected: "one ASCII character but a quotation mark")
    }
    return UInt8(delimiter.value)
  }
}
