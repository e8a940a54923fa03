import Settings

/// What an argument or option accepts.
public struct ValueType {
  indirect enum Kind {
    case any
    case boolean
    case number(Bounds)
    case integer(ClosedRange<Int>)
    case string
    case path(PathUse)
    case oneOf([String])
    case function
    case callable
    case table
    case list(ValueType)
    case object(String)
    case either([ValueType])
    case custom(name: String, convert: (LuaValue) throws -> Any?)
  }

  let kind: Kind

  /// Any value but nil.
  public static var any: ValueType { ValueType(kind: .any) }
  public static var boolean: ValueType { ValueType(kind: .boolean) }
  /// Any number; strings are not numbers.
  public static var number: ValueType { ValueType(kind: .number(.any)) }
  public static func number(_ bounds: Bounds) -> ValueType { ValueType(kind: .number(bounds)) }
  public static func number(_ range: ClosedRange<Double>) -> ValueType {
    ValueType(kind: .number(.closed(range)))
  }
  /// A whole number; 3.0 is one.
  public static var integer: ValueType { ValueType(kind: .integer(Int.min...Int.max)) }
  public static func integer(_ range: ClosedRange<Int>) -> ValueType {
    ValueType(kind: .integer(range))
  }
  public static func integer(_ range: PartialRangeFrom<Int>) -> ValueType {
    ValueType(kind: .integer(range.lowerBound...Int.max))
  }
  public static var string: ValueType { ValueType(kind: .string) }
  /// The name of a file or folder; its folder must be there.
  public static func path(_ use: PathUse) -> ValueType { ValueType(kind: .path(use)) }
  /// One of these strings.
  public static func oneOf(_ names: [String]) -> ValueType { ValueType(kind: .oneOf(names)) }
  public static var function: ValueType { ValueType(kind: .function) }
  /// A function, or an object or table that can be called like one; `Call.function` gives both.
  public static var callable: ValueType { ValueType(kind: .callable) }
  public static var table: ValueType { ValueType(kind: .table) }
  /// A table with items 1, 2, … of one type.
  public static func list(of type: ValueType) -> ValueType { ValueType(kind: .list(type)) }
  /// An object of the ``ClassDeclaration`` with this name.
  public static func object(_ className: String) -> ValueType {
    ValueType(kind: .object(className))
  }
  /// The first of these that fits.
  public static func either(_ types: ValueType...) -> ValueType {
    ValueType(kind: .either(types))
  }
  /// A type that the host knows. `convert` answers nil for values of another kind (the error then
  /// says "must be a `name`, got …"), and throws to say more.
  public static func custom(_ name: String, _ convert: @escaping (LuaValue) throws -> Any?)
    -> ValueType
  {
    ValueType(kind: .custom(name: name, convert: convert))
  }

  /// As an error says it: `a number >= 0`, `a network or function`.
  public var description: String {
    switch kind {
    case .any: "a value"
    case .boolean: "a boolean"
    case .number(let bounds): bounds.description
    case .integer(let range): Settings.Kind.integer(range).description
    case .string: "a string"
    case .path(let use): "a path (\(use.rawValue))"
    case .oneOf(let names): "one of " + names.map { "\"\($0)\"" }.joined(separator: ", ")
    case .function, .callable: "a function"
    case .table: "a table"
    case .list(let type): "a list of " + type.plural
    case .object(let name): withArticle(name)
    case .custom(let name, _): withArticle(name)
    case .either(let types):
      types.enumerated().map { position, type in
        position == 0 ? type.description : withoutArticle(type.description)
      }.joined(separator: " or ")
    }
  }

  /// For help and editor stubs: `number`, `"inf"|"2"`, `tensor`.
  public var shortName: String {
    switch kind {
    case .any: "any"
    case .boolean: "boolean"
    case .number: "number"
    case .integer: "integer"
    case .string, .path: "string"
    case .oneOf(let names): names.map { "\"\($0)\"" }.joined(separator: "|")
    case .function, .callable: "function"
    case .table: "table"
    case .list(let type): "list of " + type.shortName
    case .object(let name): name
    case .custom(let name, _): name
    case .either(let types): types.map(\.shortName).joined(separator: "|")
    }
  }

  /// The strings that are allowed, if only some are.
  public var allowedStrings: [String] {
    switch kind {
    case .oneOf(let names): names
    case .either(let types): types.flatMap(\.allowedStrings)
    case .list(let type): type.allowedStrings
    default: []
    }
  }

  /// What a file of this name is for, if it is the name of one: completion offers files.
  public var pathUse: PathUse? {
    switch kind {
    case .path(let use): use
    case .either(let types): types.lazy.compactMap(\.pathUse).first
    case .list(let type): type.pathUse
    default: nil
    }
  }

  /// Whether checking makes a Swift value that a binding wants to have.
  var converts: Bool {
    switch kind {
    case .custom: true
    case .list(let type): type.converts
    case .either(let types): types.contains { $0.converts }
    default: false
    }
  }

  /// Whether a single table can be meant as one value of this type.
  var acceptsTables: Bool {
    switch kind {
    case .any, .callable, .table, .list, .custom: true
    case .either(let types): types.contains { $0.acceptsTables }
    default: false
    }
  }

  private var plural: String {
    switch kind {
    case .any: return "values"
    case .number(.any): return "numbers"
    case .path(let use): return "paths (\(use.rawValue))"
    case .boolean, .string, .function, .callable, .table, .object:
      return withoutArticle(description) + "s"
    case .integer(let range) where range == Int.min...Int.max: return "integers"
    default: return "items, each " + description
    }
  }
}
