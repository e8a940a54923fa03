/// Names that go with a function: found in what is declared, so that nobody has to keep lists.
struct SeeAlso {
  private let table: DocumentationTable

  init(_ table: DocumentationTable) { self.table = table }

  /// At most eight names: what is named in its text, where its own name is a choice, the class of its result, and
  /// other functions with the same kind of record, those of its own module first.
  func names(for function: FunctionDeclaration, named name: String) -> [String] {
    var found: [String] = []
    func add(_ others: [String], most: Int = 8) {
      for other in others.filter({ $0 != name && !found.contains($0) }).prefix(most)
      where found.count < 8 { found.append(other) }
    }
    let home = name.prefix { $0 != "." && $0 != ":" }
    func nearFirst(_ names: [String]) -> [String] {
      names.filter { $0.hasPrefix(home) } + names.filter { !$0.hasPrefix(home) }
    }
    let texts =
      [function.summary] + function.arguments.map(\.summary) + function.options.map(\.summary)
    for word in texts.flatMap(Self.names(in:)) {
      add(table.find(word).map(\.name).filter { $0 == word || $0 == "tarn." + word })
    }
    add(nearFirst(WordUses(function.name, in: table).choices.map(\.function)), most: 3)
    if case .named(let type) = function.result, type != function.name, table.isClass(type) {
      add([type])
    }
    if let record = function.result.records.first {
      add(nearFirst(table.makers(of: record)), most: 4)
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
  /// Functions whose result is of this kind first of all.
  fileprivate func makers(of record: RecordDeclaration) -> [String] {
    entries.compactMap { entry in
      guard case .function(let function) = entry.subject,
        function.result.records.first === record
      else { return nil }
      return entry.name
    }
  }

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
