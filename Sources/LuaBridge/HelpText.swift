/// Help as text, from declarations.
extension DocumentationTable {
  /// What `?name` prints, or nil if nothing has this name.
  public func help(_ name: String) -> String? {
    let found = find(name)
    if found.isEmpty { return nil }
    return found.map { HelpText.text(of: $0) }.joined(separator: "\n\n")
  }
}

enum HelpText {
  static func text(of entry: DocumentationTable.Entry) -> String {
    switch entry.subject {
    case .module(let module): text(of: module)
    case .function(let function): text(of: function, named: entry.name)
    case .constant(let constant): "\(entry.name)\n  \(constant.summary)"
    case .objects(let type): text(of: type)
    case .field(let field): "\(entry.name) : \(field.type)\n  \(field.summary)"
    }
  }

  private static func text(of function: FunctionDeclaration, named name: String) -> String {
    var lines = [
      function.signature(named: name) + (function.returns.isEmpty ? "" : "  → \(function.returns)")
    ]
    lines += wrap(function.summary)
    if let formula = function.formula { lines += ["", "  " + formula] }
    if !function.arguments.isEmpty {
      lines += ["", "Arguments"]
      lines += table(
        function.arguments.map { ($0.name + ($0.isVariadic ? "…" : ""), described($0)) })
    }
    if !function.options.isEmpty {
      lines += ["", "Options"]
      lines += table(function.options.map { ($0.key, described($0)) })
    }
    if !function.example.isEmpty {
      lines += ["", "Example"]
      lines += function.example.split(separator: "\n", omittingEmptySubsequences: false)
        .map { "  " + $0 }
    }
    return lines.joined(separator: "\n")
  }

  private static func text(of module: ModuleDeclaration) -> String {
    var lines = ["module \(module.name)"] + wrap(module.summary)
    let members =
      module.functions.map { ($0.name, firstSentence($0.summary)) }
      + module.constants.map { ($0.name, firstSentence($0.summary)) }
    if !members.isEmpty { lines += [""] + table(members) }
    return lines.joined(separator: "\n")
  }

  private static func text(of type: ClassDeclaration) -> String {
    var lines = [type.name] + wrap(type.summary)
    if !type.fields.isEmpty {
      lines += ["", "Fields"] + table(type.fields.map { ($0.name, firstSentence($0.summary)) })
    }
    if !type.methods.isEmpty {
      lines += ["", "Methods"] + table(type.methods.map { ($0.name, firstSentence($0.summary)) })
    }
    return lines.joined(separator: "\n")
  }

  private static func described(_ argument: Argument) -> String {
    var text = dropArticle(argument.type.description)
    if let value = argument.defaultValue {
      text += ", default \(value.shown)"
    } else if argument.isOptional, !argument.isVariadic {
      text += ", optional"
    }
    return argument.summary.isEmpty ? text : text + "; " + argument.summary
  }

  private static func described(_ option: Option) -> String {
    var text = dropArticle(option.type.description)
    if let value = option.shownDefault { text += ", default \(value)" }
    if option.isRequired { text += ", required" }
    return option.summary.isEmpty ? text : text + "; " + option.summary
  }

  private static func dropArticle(_ text: String) -> String {
    for article in ["a ", "an "] where text.hasPrefix(article) {
      return String(text.dropFirst(article.count))
    }
    return text
  }

  static func firstSentence(_ text: String) -> String {
    if let end = text.firstRange(of: ". ") { return String(text[..<end.lowerBound]) + "." }
    return text
  }

  /// Two columns, indented.
  static func table(_ rows: [(String, String)]) -> [String] {
    let width = rows.map(\.0.count).max() ?? 0
    return rows.map { name, text in
      let padding = String(repeating: " ", count: width - name.count + 2)
      let lines = wrap(text, indent: width + 4)
      let first = lines.first.map { String($0.dropFirst(width + 4)) } ?? ""
      return (["  " + name + padding + first] + lines.dropFirst()).joined(separator: "\n")
    }
  }

  /// Words in lines of at most 90 columns.
  static func wrap(_ text: String, indent: Int = 2) -> [String] {
    let margin = String(repeating: " ", count: indent)
    var lines: [String] = []
    var line = ""
    for word in text.split(whereSeparator: \.isWhitespace) {
      if !line.isEmpty, indent + line.count + word.count + 1 > 90 {
        lines.append(margin + line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
    }
    if !line.isEmpty { lines.append(margin + line) }
    return lines
  }
}
