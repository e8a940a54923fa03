/// A named field of a record.
public struct RecordField: Sendable {
  public let name: String
  public let type: ResultType
  public let summary: String
  /// Whether it may be missing: it then reads as nil.
  public let isOptional: Bool

  public init(_ name: String, _ type: ResultType, optional: Bool = false, _ summary: String) {
    self.name = name
    self.type = type
    self.summary = summary
    isOptional = optional
  }
}

/// A kind of result with named fields.
///
/// To Lua a record is a plain table (`pairs`, `#`, further fields of a user's own), except that reading a
/// name which is neither declared nor there is an error with the nearest field. Declare each once, as a constant:
/// its identity is the kind.
public final class RecordDeclaration: Sendable {
  /// As errors and `?name` call it: `attack result`.
  public let name: String
  /// `minima`.
  public let plural: String
  public let summary: String
  public let fields: [RecordField]
  /// Of a list with fields beside its items: what the items are.
  public let items: ResultType?
  /// What `tostring` gives; without it, the fields on one line.
  let text: (@Sendable (LuaTable) -> String)?
  /// Whether it has a text of its own, other than its fields.
  public var hasOwnText: Bool { text != nil }

  public init(
    _ name: String, plural: String? = nil, _ summary: String, items: ResultType? = nil,
    text: (@Sendable (LuaTable) -> String)? = nil, _ fields: [RecordField]
  ) {
    self.name = name
    self.plural = plural ?? name + "s"
    self.summary = summary
    self.items = items
    self.text = text
    self.fields = fields
  }

  /// The same with further fields, as another kind.
  public func adding(_ name: String, _ summary: String, _ fields: [RecordField])
    -> RecordDeclaration
  {
    RecordDeclaration(name, summary, items: items, text: text, self.fields + fields)
  }

  public func field(_ name: String) -> RecordField? { fields.first { $0.name == name } }
}
