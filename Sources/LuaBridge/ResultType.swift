/// What a function returns, or a field holds: for help, completion, editor stubs and the tests, which hold
/// results against it. A string literal is a type of Lua, the name of a class, or words.
public indirect enum ResultType: Sendable, ExpressibleByStringInterpolation {
  case named(String)
  /// One of these strings.
  case choice([String])
  case record(RecordDeclaration)
  /// A table with items 1, 2, ….
  case list(ResultType)
  /// A table whose keys are names that are not known beforehand.
  case byName(ResultType)
  /// A function for `for`, which gives one after the other.
  case iterator(ResultType)
  /// This, or nil.
  case optional(ResultType)
  /// More than one value.
  case several([ResultType])

  public init(stringLiteral value: String) { self = .named(value) }

  /// As help says it: `tensor`, `list of minima`, `"solved"|"timeout"`; empty for nothing.
  public var text: String {
    switch self {
    case .named(let name): name
    case .choice(let names): names.map { "\"\($0)\"" }.joined(separator: "|")
    case .record(let record): record.name
    case .list(let item): "list of \(item.plural)"
    case .byName(let item): "table of \(item.plural) by name"
    case .iterator(let item): "iterator over \(item.plural)"
    case .optional(let type): "\(type.text) or nil"
    case .several(let types): types.map(\.text).joined(separator: ", ")
    }
  }

  private var plural: String {
    switch self {
    case .record(let record): record.plural
    case .named(let name) where !name.hasSuffix("s"): name + "s"
    case .list, .byName, .iterator, .choice, .optional, .several, .named: text
    }
  }

  /// The records that it is made of, those in their fields included, each once.
  public var records: [RecordDeclaration] {
    var found: [RecordDeclaration] = []
    collect(into: &found)
    return found
  }

  private func collect(into found: inout [RecordDeclaration]) {
    switch self {
    case .record(let record):
      if found.contains(where: { $0 === record }) { return }
      found.append(record)
      for field in record.fields { field.type.collect(into: &found) }
      record.items?.collect(into: &found)
    case .list(let type), .byName(let type), .iterator(let type), .optional(let type):
      type.collect(into: &found)
    case .several(let types): for type in types { type.collect(into: &found) }
    case .named, .choice: break
    }
  }

  /// The record that a value of this type is, if it is one: what completion offers after `f(x).`.
  public var record: RecordDeclaration? {
    switch self {
    case .record(let record): record
    case .optional(let type): type.record
    case .several(let types): types.first?.record
    default: nil
    }
  }
}
