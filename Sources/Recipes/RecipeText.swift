import LuaBridge

/// What the text of a recipe says, without being run.
package struct RecipeText {
  package let name: String
  package let summary: String
  /// Names with their summaries and choices; nil where they are computed.
  package let parameters: [(name: String, summary: String, choices: [String])]?

  /// Nil for what is no recipe.
  package init?(file: String) {
    guard let text = try? SourceFile.bytes(file), let table = LuaLiteral.returned(by: text),
      table["run"] != nil
    else { return nil }
    name = table["name"]?.string ?? Recipe.name(of: file)
    summary = table["summary"]?.string ?? ""
    guard case .table(_, let fields)? = table["params"] else {
      parameters = table["params"] == nil ? [] : nil
      return
    }
    parameters = fields.map { name, entry in
      let summary = entry.items.count > 1 ? entry.items[1].string ?? "" : ""
      return (name, summary, entry["choices"]?.items.compactMap(\.string) ?? [])
    }.sorted { $0.name < $1.name }
  }

  /// The page of `?name`.
  package func help(width: Int) -> String {
    let text = HelpText(width: width)
    var lines = ["recipe \(name)"] + text.wrap(summary)
    let rows = parameters?.map { ($0.name, $0.summary) } ?? []
    if !rows.isEmpty { lines += ["", "Parameters"] + text.rows(rows) }
    return
      (lines + [""]
      + text.wrap("tarn recipe run \(name) --help tells types and defaults", indent: 0))
      .joined(separator: "\n")
  }
}

extension RecipeShelf {
  /// The page of a recipe; nil if none has the name.
  public func help(_ name: String, width: Int = HelpText.usualWidth) -> String? {
    let wanted = RecipeShelf.ownName(name)
    return files.first { $0.name == wanted }.flatMap {
      RecipeText(file: $0.path)?.help(width: width)
    }
  }
}
