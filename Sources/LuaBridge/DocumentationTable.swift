import Settings

/// Everything declared in a state, by name.
public final class DocumentationTable {
  public enum Subject {
    case module(ModuleDeclaration)
    case function(FunctionDeclaration)
    case constant(Constant)
    case objects(ClassDeclaration)
    case field(Field)
    case record(RecordDeclaration)
    case topic(Topic)
  }

  public struct Entry {
    /// `attack.pgd`, `tensor:exp`, `network.dtype`.
    public let name: String
    public let subject: Subject

    public var example: String {
      if case .function(let function) = subject { function.example } else { "" }
    }

    public var summary: String {
      switch subject {
      case .module(let module): module.summary
      case .function(let function): function.summary
      case .constant(let constant): constant.summary
      case .objects(let type): type.summary
      case .field(let field): field.summary
      case .record(let record): record.summary
      case .topic(let topic): topic.summary
      }
    }
  }

  public private(set) var entries: [Entry] = []
  private var positions: [String: [Int]] = [:]
  private var recordsAdded: Set<ObjectIdentifier> = []

  public init() {}

  func add(_ module: ModuleDeclaration) {
    if let position = positions[module.name]?.first,
      case .module(let earlier) = entries[position].subject
    {
      entries[position] = Entry(name: module.name, subject: .module(earlier.adding(module)))
    } else {
      add(Entry(name: module.name, subject: .module(module)))
    }
    if let callable = module.callable {
      add(Entry(name: module.name, subject: .function(callable)))
    }
    for function in module.functions {
      add(Entry(name: "\(module.name).\(function.name)", subject: .function(function)))
    }
    for constant in module.constants {
      add(Entry(name: "\(module.name).\(constant.name)", subject: .constant(constant)))
    }
    for topic in module.topics { add(Entry(name: topic.name, subject: .topic(topic))) }
    for function in module.functions { add(recordsOf: function.result) }
  }

  func add(_ type: ClassDeclaration) {
    add(Entry(name: type.name, subject: .objects(type)))
    if let callable = type.callable {
      add(Entry(name: type.name, subject: .function(callable)))
    }
    for field in type.fields {
      add(Entry(name: "\(type.name).\(field.name)", subject: .field(field)))
    }
    for method in type.methods {
      add(Entry(name: "\(type.name):\(method.name)", subject: .function(method)))
    }
    for field in type.fields { add(recordsOf: field.type) }
    for method in type.methods { add(recordsOf: method.result) }
  }

  private func add(recordsOf type: ResultType) {
    for record in type.records where !recordsAdded.contains(ObjectIdentifier(record)) {
      recordsAdded.insert(ObjectIdentifier(record))
      add(Entry(name: record.name, subject: .record(record)))
    }
  }

  private func add(_ entry: Entry) {
    positions[entry.name, default: []].append(entries.count)
    entries.append(entry)
  }

  /// All names, sorted, each once.
  public var names: [String] { positions.keys.sorted() }

  /// All examples, with the names they belong to.
  public var examples: [(name: String, code: String)] {
    entries.filter { !$0.example.isEmpty }.map { ($0.name, $0.example) }
  }

  /// What a name means: in full (`attack.pgd`, `tarn.attack.pgd`, `tensor.exp` for a method), or
  /// its last part (`pgd`), which may mean several things. Of a variable that is not known (`fig:save`) the
  /// methods or fields of that name.
  public func find(_ name: String) -> [Entry] {
    for candidate in [name, name.hasPrefix("tarn.") ? String(name.dropFirst(5)) : "tarn." + name] {
      let method = candidate.replacing(".", with: ":", maxReplacements: 1)
      let field = candidate.replacing(":", with: ".", maxReplacements: 1)
      for spelling in [candidate, method, field] {
        guard let exact = positions[spelling]?.map({ entries[$0] }) else { continue }
        // Records and topics do not hide functions of their name.
        let isHiding = exact.contains { !$0.isAside }
        return isHiding ? exact : entries.filter { $0.isMember(spelling) } + exact
      }
    }
    let members = entries.filter { $0.isMember(name) }
    if !members.isEmpty { return members }
    guard let separator = name.lastIndex(where: { $0 == ":" || $0 == "." }) else { return [] }
    let last = name[name.index(after: separator)...]
    guard !last.isEmpty else { return [] }
    // `fig:save` is most likely of a figure.
    let owner = name[..<separator]
    let found = entries.filter { $0.name.hasSuffix(":" + last) }
    return found.filter { $0.name.hasPrefix(owner) } + found.filter { !$0.name.hasPrefix(owner) }
  }

  /// The declared name nearest to a mistyped one.
  public func nearest(to name: String) -> String? {
    if let whole = NearestName.find(name, in: names) { return whole }
    let lastParts = Dictionary(
      names.map { (String($0.split(whereSeparator: { ".:".contains($0) }).last ?? ""), $0) },
      uniquingKeysWith: { first, _ in first })
    return NearestName.find(name, in: lastParts.keys).flatMap { lastParts[$0] }
  }

  /// Entries whose name or text has all the words, for `??word`: those that have them in their names first.
  public func search(_ words: String) -> [Entry] {
    let words = words.lowercased().split(whereSeparator: \.isWhitespace)
    if words.isEmpty { return [] }
    let found = entries.filter { entry in
      let text = entry.searchedText.lowercased()
      return words.allSatisfy { text.contains($0) }
    }
    let named = found.filter { entry in words.allSatisfy { entry.name.lowercased().contains($0) } }
    return named
      + found.filter { entry in !words.allSatisfy { entry.name.lowercased().contains($0) } }
  }
}

extension DocumentationTable.Entry {
  /// Whether its name is that of a field or choice of others, and not something of its own.
  var isAside: Bool {
    switch subject {
    case .record, .topic: true
    default: false
    }
  }

  func isMember(_ last: String) -> Bool { name.hasSuffix("." + last) || name.hasSuffix(":" + last) }

  /// All that is said of it.
  fileprivate var searchedText: String {
    var parts = [name, summary]
    switch subject {
    case .function(let function):
      parts += [function.formula ?? "", function.returns]
      for argument in function.arguments {
        parts += [argument.name, argument.summary] + argument.type.allowedStrings
      }
      for option in function.options {
        parts += [option.key, option.summary] + option.type.allowedStrings
      }
      for field in function.result.records.flatMap(\.fields) {
        parts += [field.name, field.summary]
      }
    case .record(let record):
      for field in record.fields { parts += [field.name, field.summary, field.type.text] }
    case .module, .constant, .objects, .field, .topic: break
    }
    return parts.joined(separator: " ")
  }
}
