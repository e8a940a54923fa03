/// A value as the text of a cell of the table that a sweep writes, which can be read back as what it was:
/// numbers, `true` and `false` stand as they are; strings too, unless they would read as something else or break the
/// line; these, lists and tables are JSON; an empty cell is nothing.
enum SweepCell {
  static func text(_ value: JSON) -> String {
    switch value {
    case .null: return ""
    case .number(let number): return number.isFinite ? "\(number)" : JSON.name(number)
    case .string(let text):
      let breaks = text.contains { $0.isNewline } || text.first?.isWhitespace == true
      return !breaks && self.value(text) == value ? text : value.line
    default: return value.line
    }
  }

  static func value(_ text: String) -> JSON {
    guard let first = text.first else { return .null }
    switch text {
    case "true", "false": return .boolean(text == "true")
    case "inf": return .number(.infinity)
    case "-inf": return .number(-.infinity)
    case "nan": return .number(.nan)
    default: break
    }
    if first == "-" || first.isASCII && first.isNumber {
      if let integer = Int(text) { return .integer(integer) }
      if let number = Double(text) { return .number(number) }
    }
    if "\"[{".contains(first), let json = try? JSONReader.read(Array(text.utf8)) { return json }
    return .string(text)
  }

  /// What tells settings apart: 1 and 1.0 are one number, as in Lua.
  static func key(_ value: JSON) -> String {
    switch value {
    case .number(let number): Int(exactly: number).map(String.init) ?? text(value)
    case .array(let items): "[" + items.map(key).joined(separator: ",") + "]"
    default: text(value)
    }
  }

  // MARK: Lines

  static func line(_ cells: [String]) -> String {
    cells.map { cell in
      cell.contains { ",\"\r\n".contains($0) }
        ? "\"" + cell.replacing("\"", with: "\"\"") + "\"" : cell
    }.joined(separator: ",") + "\n"
  }

  /// The cells of a line without its end.
  static func cells(_ line: String) -> [String] {
    var cells = [""]
    var isQuoted = false
    var rest = line[...]
    while let character = rest.popFirst() {
      switch character {
      case "\"" where isQuoted && rest.first == "\"":
        cells[cells.count - 1].append("\"")
        rest.removeFirst()
      case "\"" where isQuoted || cells[cells.count - 1].isEmpty: isQuoted.toggle()
      case "," where !isQuoted: cells.append("")
      default: cells[cells.count - 1].append(character)
      }
    }
    return cells
  }
}
