import Settings

/// Everything declared in a state, by name.
public final class DocumentationTable {
  public enum Subject {
    case module(ModuleDeclaration)
    case function(FunctionDeclaration)
    case constant(Constant)
    case objects(ClassDeclaration)
    case field(Field)
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
      }
    }
  }

  public private(set) var entries: [Entry] = []
  private var positions: [String: [Int]] = [:]

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
  /// its last part (`pgd`), which may mean several things.
  public func find(_ name: String) -> [Entry] {
    for candidate in [name, name.hasPrefix("tarn.") ? String(name.dropFirst(5)) : "tarn." + name] {
      if let exact = positions[candidate] { return exact.map { entries[$0] } }
      let method = candidate.replacing(".", with: ":", maxReplacements: 1)
      if let exact = positions[method] { return exact.map { entries[$0] } }
      let field = candidate.replacing(":", with: ".", maxReplacements: 1)
      if let exact = positions[field] { return exact.map { entries[$0] } }
    }
    return entries.filter { $0.name.hasSuffix("." + name) || $0.name.hasSuffix(":" + name) }
  }

  /// The declared name nearest to a mistyped one.
  public func nearest(to name: String) -> String? {
    if let whole = NearestName.find(name, in: names) { return whole }
    let lastParts = Dictionary(
      names.map { (String($0.split(whereSeparator: { ".:".contains($0) }).last ?? ""), $0) },
      uniquingKeysWith: { first, _ in first })
    return NearestName.find(name, in: lastParts.keys).flatMap { lastParts[$0] }
  }

  /// Entries whose name or text has the words, for `??word`.
  public func search(_ words: String) -> [Entry] {
    let words = words.lowercased().split(separator: " ")
    return entries.filter { entry in
      var text = entry.name + " " + entry.summary
      if case .function(let function) = entry.subject {
        text += " " + (function.formula ?? "")
        text += " " + function.options.map(\.key).joined(separator: " ")
      }
      let lowered = text.lowercased()
      return words.allSatisfy { lowered.contains($0) }
    }
  }
}
