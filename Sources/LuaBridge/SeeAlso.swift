/// Names that go with a function: found in what is declared, so that nobody has to keep lists.
struct SeeAlso {
  private let table: DocumentationTable

  init(_ table: DocumentationTable) { self.table = table }

  /// At most eight names: where its name is a choice, what is named in its text, the class of its result, and
  /// other functions with the same kind of record.
  func names(for function: FunctionDeclaration, named name: String) -> [String] {
    var found: [String] = []
    func add(_ other: String) {
      if other != name, !found.contains(other), found.count < 8 { found.append(other) }
    }
    for use in WordUses(function.name, in: table).choices { add(use.function) }
    let texts =
      [function.summary] + function.arguments.map(\.summary) + function.options.map(\.summary)
    for word in texts.flatMap(Self.names(in:)) {
      for entry in table.find(word) where entry.name == word || entry.name == "tarn." + word {
        add(entry.name)
      }
    }
    if case .named(let type) = function.result, type != function.name, table.isClass(type) {
      add(type)
    }
    let records = function.result.records.prefix(1)
    for entry in table.entries {
      guard case .function(let other) = entry.subject,
        other.result.records.prefix(1).contains(where: { record in
          records.contains { $0 === record }
        })
      else { continue }
      add(entry.name)
    }
    return found
  }

  /// `optim.fit`, `atlas:tree`: words with a dot or a colon inside.
  private static func names(in text: String) -> [String] {
    text.split { !($0.isLetter || $0.isNumber || "._:".contains($0)) }
      .map { word in String(word).trimming { ".:".contains($0) } }
      .filter { $0.contains(".") || $0.contains(":") }
  }
}

extension DocumentationTable {
  fileprivate func isClass(_ name: String) -> Bool {
    find(name).contains { if case .objects = $0.subject { true } else { false } }
  }
}

extension String {
  fileprivate func trimming(_ isTrimmed: (Character) -> Bool) -> String {
    let start = drop(while: isTrimmed)
    guard let end = start.lastIndex(where: { !isTrimmed($0) }) else { return "" }
    return String(start[...end])
  }
}
