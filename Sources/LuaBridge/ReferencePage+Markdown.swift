extension ReferencePage {
  public var markdown: String {
    var parts = ["# \(title)"]
    for block in blocks {
      switch block {
      case .heading(let level, let text):
        parts.append(String(repeating: "#", count: level) + " " + text)
      case .text(let text): parts.append(Self.escaped(text))
      case .code(let code): parts.append("```lua\n\(code.trimmedLines)\n```")
      case .table(let header, let rows):
        let lines =
          [header, header.map { _ in "---" }]
          + rows.map {
            ["`\(Self.cell($0[0]))`"] + $0.dropFirst().map { Self.cell(Self.escaped($0)) }
          }
        parts.append(
          lines.map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n"))
      case .links(let links):
        parts.append(
          links.map { "- [\($0.text)](\($0.file).md)\($0.about.isEmpty ? "" : ": ")\($0.about)" }
            .joined(separator: "\n"))
      }
    }
    return parts.joined(separator: "\n\n") + "\n"
  }

  /// What Markdown would take for markup stays what it is.
  private static func escaped(_ text: String) -> String {
    var result = ""
    var isCode = false
    for character in text {
      if character == "`" { isCode.toggle() }
      if !isCode, "*_<>[]".contains(character) { result.append("\\") }
      result.append(character)
    }
    return result
  }

  private static func cell(_ text: String) -> String {
    text.replacing("|", with: "\\|").split(whereSeparator: \.isNewline).joined(separator: " ")
  }
}

extension String {
  /// Without empty lines at the end.
  var trimmedLines: String {
    var text = self[...]
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
