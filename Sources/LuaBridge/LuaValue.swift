import Settings

/// A value of Lua, seen from Swift.
///
/// Tables and functions are references into the state that made them; objects are Swift objects
/// that Lua holds as userdata (their class is declared by a ``ClassDeclaration``).
public enum LuaValue {
  case `nil`
  case boolean(Bool)
  case integer(Int)
  case number(Double)
  case string(String)
  case table(LuaTable)
  case function(LuaFunction)
  case object(AnyObject)
  /// Anything else: coroutines, userdata of other libraries.
  case other(LuaReference)
}

extension LuaValue {
  public var isNil: Bool { if case .nil = self { true } else { false } }

  /// Integers and floats alike.
  public var asNumber: Double? {
    switch self {
    case .number(let value): value
    case .integer(let value): Double(value)
    default: nil
    }
  }

  /// An integer, or a float with an integral value.
  public var asInteger: Int? {
    switch self {
    case .integer(let value): value
    case .number(let value): Int(exactly: value)
    default: nil
    }
  }

  public var asString: String? { if case .string(let value) = self { value } else { nil } }
  public var asBoolean: Bool? { if case .boolean(let value) = self { value } else { nil } }
  public var asTable: LuaTable? { if case .table(let value) = self { value } else { nil } }
  public var asFunction: LuaFunction? { if case .function(let value) = self { value } else { nil } }

  public func asObject<T: AnyObject>(_ type: T.Type = T.self) -> T? {
    if case .object(let value) = self { value as? T } else { nil }
  }

  /// What Lua counts as true: everything but `nil` and `false`.
  public var isTruthy: Bool {
    switch self {
    case .nil, .boolean(false): false
    default: true
    }
  }
}

extension LuaValue: ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByStringLiteral, ExpressibleByNilLiteral
{
  public init(booleanLiteral value: Bool) { self = .boolean(value) }
  public init(integerLiteral value: Int) { self = .integer(value) }
  public init(floatLiteral value: Double) { self = .number(value) }
  public init(stringLiteral value: String) { self = .string(value) }
  public init(nilLiteral: ()) { self = .nil }
}

extension LuaValue: Equatable {
  /// Equality as Lua's `rawequal`, except that references are equal only if they are one object.
  public static func == (left: LuaValue, right: LuaValue) -> Bool {
    switch (left, right) {
    case (.nil, .nil): true
    case (.boolean(let a), .boolean(let b)): a == b
    case (.integer(let a), .integer(let b)): a == b
    case (.number(let a), .number(let b)): a == b
    case (.integer(let a), .number(let b)): Double(a) == b
    case (.number(let a), .integer(let b)): a == Double(b)
    case (.string(let a), .string(let b)): a == b
    case (.table(let a), .table(let b)): a === b
    case (.function(let a), .function(let b)): a === b
    case (.object(let a), .object(let b)): a === b
    case (.other(let a), .other(let b)): a === b
    default: false
    }
  }
}

extension LuaValue {
  /// The value as an error message shows it: `"abc"`, `0.5`, `nil`, `a table`.
  public var shown: String {
    switch self {
    case .nil: "nil"
    case .boolean(let value): String(value)
    case .integer(let value): String(value)
    case .number(let value): showNumber(value)
    case .string(let value): showString(value)
    case .table: "a table"
    case .function: "a function"
    case .object(let value): withArticle(ClassNames.name(of: value))
    case .other(let value): withArticle(value.typeName)
    }
  }
}

/// `0.1`, `3`, `nan`, `inf`: numbers as people write them.
func showNumber(_ value: Double) -> String { Bounds.shown(value) }

/// In quotes, cut to a length that fits a message.
func showString(_ value: String) -> String {
  let text = value.unicodeScalars.prefix(200).map { ByteText.escaped($0) ?? String($0) }.joined()
  return text.count > 40 ? "\"\(text.prefix(37))...\"" : "\"\(text)\""
}

/// `a tensor`, `an integer`.
package func withArticle(_ noun: String) -> String {
  guard let first = noun.first else { return noun }
  return ("aeiou".contains(first.lowercased()) ? "an " : "a ") + noun
}
