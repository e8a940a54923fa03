/// Help as text, from declarations.
extension DocumentationTable {
  /// What `?name` prints, or nil if nothing has this name: bindings, records and topics, or the options and
  /// choices that are called so.
  /// - Parameter width: columns of the terminal.
  public func help(_ name: String, width: Int = HelpText.usualWidth) -> String? {
    let text = HelpText(table: self, width: width)
    let found = find(name)
    var parts = found.map { text.text(of: $0) }
    // A function's own page says all; a word that is a choice, or names no function, has that of its uses too.
    let isWord = found.contains { if case .topic = $0.subject { true } else { false } }
    if isWord || found.allSatisfy(\.isAside), let uses = text.uses(of: name) { parts.append(uses) }
    return parts.isEmpty ? nil : parts.joined(separator: "\n\n")
  }
}

public struct HelpText {
  public static let usualWidth = 90

  let table: DocumentationTable?
  let width: Int

  /// - Parameter table: where the names stand that are referred to; without it, none are.
  package init(table: DocumentationTable? = nil, width: Int = usualWidth) {
    self.table = table
    self.width = max(width, 30)
  }

  func text(of entry: DocumentationTable.Entry) -> String {
    switch entry.subject {
    case .module(let module): text(of: module)
    case .function(let function): text(of: function, named: entry.name)
    case .constant(let constant): "\(entry.name)\n" + wrap(constant.summary).joined(separator: "\n")
    case .objects(let type): text(of: type)
    case .field(let field):
      (["\(entry.name) : \(field.type.text)"] + wrap(field.summary)
        + field.type.records.prefix(1).flatMap { [""] + fields(of: $0) })
        .joined(separator: "\n")
    case .record(let record): text(of: record)
    case .topic(let topic):
      ([topic.name] + wrap(topic.summary)).joined(separator: "\n")
    }
  }

  private func text(of function: FunctionDeclaration, named name: String) -> String {
    var lines = signature(of: function, named: name)
    lines += wrap(function.summary)
    if let formula = function.formula { lines += [""] + wrap(formula) }
    if !function.arguments.isEmpty {
      lines += ["", "Arguments"]
      lines += rows(
        function.arguments.map { ($0.name + ($0.isVariadic ? "…" : ""), $0.described) })
    }
    if !function.options.isEmpty {
      lines += ["", "Options"]
      lines += rows(function.options.map { ($0.key, $0.described) })
    }
    for record in function.result.records {
      lines += [""] + fields(of: record, heading: "Fields of \(withArticle(record.name))")
    }
    if !function.example.isEmpty {
      lines += ["", "Example"]
      lines += function.example.split(separator: "\n", omittingEmptySubsequences: false)
        .map { "  " + $0 }
    }
    let related = table.map { SeeAlso($0).names(for: function, named: name) } ?? []
    if !related.isEmpty {
      lines += [""] + rows([("See also", related.joined(separator: ", "))], indent: 0)
    }
    return lines.joined(separator: "\n")
  }

  private func signature(of function: FunctionDeclaration, named name: String) -> [String] {
    let call = function.signature(named: name)
    if function.returns.isEmpty { return [call] }
    let line = "\(call)  → \(function.returns)"
    return line.count <= width ? [line] : [call, "  → \(function.returns)"]
  }

  private func text(of module: ModuleDeclaration) -> String {
    var lines = ["module \(module.name)"] + wrap(module.summary)
    let members =
      module.functions.map { ($0.name, Self.firstSentence($0.summary)) }
      + module.constants.map { ($0.name, Self.firstSentence($0.summary)) }
    if !members.isEmpty { lines += [""] + rows(members) }
    return lines.joined(separator: "\n")
  }

  private func text(of type: ClassDeclaration) -> String {
    var lines = [type.name] + wrap(type.summary)
    if !type.fields.isEmpty {
      lines +=
        ["", "Fields"]
        + rows(
          type.fields.map { ($0.name, $0.type.text + "; " + Self.firstSentence($0.summary)) })
    }
    if !type.methods.isEmpty {
      lines +=
        ["", "Methods"] + rows(type.methods.map { ($0.name, Self.firstSentence($0.summary)) })
    }
    return lines.joined(separator: "\n")
  }

  private func text(of record: RecordDeclaration) -> String {
    (["\(record.name)  (a record: a table with these fields)"] + wrap(record.summary) + [""]
      + fields(of: record)).joined(separator: "\n")
  }

  private func fields(of record: RecordDeclaration, heading: String = "Fields") -> [String] {
    let items = record.items.map { [("[1], [2], …", $0.text)] } ?? []
    return [heading] + rows(items + record.fields.map { ($0.name, $0.described) })
  }

  /// The page of an option, or of a choice; nil for other words.
  func uses(of word: String) -> String? {
    guard let table else { return nil }
    let uses = WordUses(word, in: table)
    var lines: [String] = []
    if !uses.choices.isEmpty {
      lines += ["\"\(word)\" is a choice of"]
      lines += rows(uses.choiceGroups.map { ($0.text, $0.functions.joined(separator: ", ")) })
    }
    if !uses.options.isEmpty {
      if !lines.isEmpty { lines.append("") }
      lines += ["\(word) is an option of"]
      for group in uses.optionGroups {
        lines += wrap(group.functions.joined(separator: ", "))
        lines += wrap(group.text, indent: 6)
      }
    }
    return lines.isEmpty ? nil : lines.joined(separator: "\n")
  }

  package static func firstSentence(_ text: String) -> String {
    if let end = text.firstRange(of: ". ") { return String(text[..<end.lowerBound]) + "." }
    return text
  }

  /// Two columns, indented.
  package func rows(_ rows: [(String, String)], indent: Int = 2) -> [String] {
    let first = rows.map(\.0.count).max() ?? 0
    let margin = String(repeating: " ", count: indent)
    return rows.map { name, text in
      let padding = String(repeating: " ", count: first - name.count + 2)
      let lines = wrap(text, indent: first + indent + 2)
      let beside = lines.first.map { String($0.dropFirst(first + indent + 2)) } ?? ""
      return ([margin + name + (beside.isEmpty ? "" : padding + beside)] + lines.dropFirst())
        .joined(separator: "\n")
    }
  }

  /// Words in lines of at most `width` columns.
  package func wrap(_ text: String, indent: Int = 2) -> [String] {
    let margin = String(repeating: " ", count: indent)
    // Beside a long name there is always room for some words.
    let width = max(width, indent + 20)
    var lines: [String] = []
    var line = ""
    for word in text.split(whereSeparator: \.isWhitespace) {
      if !line.isEmpty, indent + line.count + word.count + 1 > width {
        lines.append(margin + line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
    }
    if !line.isEmpty { lines.append(margin + line) }
    return lines
  }
}

extension RecordField {
  /// Type and summary on one line.
  package var described: String {
    type.text + (isOptional ? ", may be missing" : "") + (summary.isEmpty ? "" : "; " + summary)
  }
}
