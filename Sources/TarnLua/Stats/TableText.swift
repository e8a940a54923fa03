/// The forms in which a table of results is written.
extension TableObject {
  /// Columns of characters beyond which text is cut where it is only looked at.
  private static let cellWidth = 60

  private var columnCount: Int { header?.count ?? rows.first?.count ?? 0 }

  /// Whether a column holds numbers, and nothing else.
  private func isNumeric(_ column: Int) -> Bool {
    let cells = rows.map { $0[column] }.filter { $0 != .missing }
    return !cells.isEmpty && cells.allSatisfy(\.isNumber)
  }

  /// Columns one below the other: numbers to the right, text to the left.
  var alignedText: String {
    if columnCount == 0 { return "empty table" }
    func shown(_ text: String) -> String {
      TableObject.oneLine(text).cut(toColumns: TableObject.cellWidth)
    }
    let cells = rows.map { row in
      row.map { (text: shown($0.text(digits: digits)), isRight: $0.isNumber) }
    }
    var lines = cells
    let names = header?.enumerated().map { (text: shown($1), isRight: isNumeric($0)) }
    if let names { lines.insert(names, at: 0) }
    let widths = (0..<columnCount).map { column in
      lines.map { $0[column].text.columns }.max() ?? 0
    }
    if names != nil {
      lines.insert(widths.map { (String(repeating: "-", count: $0), false) }, at: 1)
    }
    return lines.map { line in
      var text = zip(line, widths).map { cell, width in
        let space = String(repeating: " ", count: width - cell.text.columns)
        return cell.isRight ? space + cell.text : cell.text + space
      }.joined(separator: "  ")
      while text.hasSuffix(" ") { text.removeLast() }
      return text
    }.joined(separator: "\n")
  }

  /// Comma-separated values (RFC 4180, but with plain line feeds); numbers have all their digits.
  var csv: String {
    func quoted(_ text: String) -> String {
      let isPlain =
        !text.unicodeScalars.contains { ",\"\n\r".unicodeScalars.contains($0) }
        && text.first != " " && text.last != " "
      return isPlain ? text : "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
    let lines = [header ?? []].filter { !$0.isEmpty } + rows.map { $0.map(\.exactText) }
    return lines.map { line in
      // A line with one empty cell would be no line at all.
      line == [""] ? "\"\"\n" : line.map(quoted).joined(separator: ",") + "\n"
    }.joined()
  }

  /// A table of GitHub's Markdown.
  var markdown: String {
    func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }
    func escaped(_ text: String) -> String {
      TableObject.oneLine(text, lineBreak: "<br>").replacing("|", with: "\\|")
    }
    if columnCount == 0 { return "" }
    let names = header ?? [String](repeating: "", count: columnCount)
    return line(names.map(escaped))
      + line((0..<columnCount).map { isNumeric($0) ? "---:" : ":---" })
      + rows.map { line($0.map { escaped($0.text(digits: digits)) }) }.joined()
  }

  /// A LaTeX tabular; it needs no package.
  var latex: String {
    func line(_ cells: [String]) -> String { cells.joined(separator: " & ") + " \\\\\n" }
    if columnCount == 0 { return "" }
    let columns = (0..<columnCount).map { isNumeric($0) ? "r" : "l" }.joined()
    var text = "\\begin{tabular}{\(columns)}\n\\hline\n"
    if let header { text += line(header.map(TableObject.latexEscaped)) + "\\hline\n" }
    for row in rows {
      text += line(
        row.map {
          let shown = $0.text(digits: digits)
          return $0.isNumber ? TableObject.latexNumber(shown) : TableObject.latexEscaped(shown)
        })
    }
    return text + "\\hline\n\\end{tabular}\n"
  }

  /// `1.5e-07` as `$1.5 \times 10^{-7}$`; a minus sign, not a hyphen.
  private static func latexNumber(_ text: String) -> String {
    if text.hasSuffix("inf") { return text.hasPrefix("-") ? "$-\\infty$" : "$\\infty$" }
    let parts = text.split(separator: "e")
    if parts.count == 2, let exponent = Int(parts[1]) {
      return "$\(parts[0]) \\times 10^{\(exponent)}$"
    }
    return text.hasPrefix("-") ? "$\(text)$" : text
  }

  private static func latexEscaped(_ text: String) -> String {
    oneLine(text).map { character in
      switch character {
      case "&", "%", "$", "#", "_", "{", "}": "\\\(character)"
      case "~": "\\textasciitilde{}"
      case "^": "\\textasciicircum{}"
      case "\\": "\\textbackslash{}"
      default: String(character)
      }
    }.joined()
  }

  /// Line breaks and control characters would break the columns.
  private static func oneLine(_ text: String, lineBreak: String = " ") -> String {
    text.map { character in
      if character.isNewline { return lineBreak }
      let isControl = character.unicodeScalars.contains {
        $0.properties.generalCategory == .control
      }
      return isControl ? " " : String(character)
    }.joined()
  }
}
