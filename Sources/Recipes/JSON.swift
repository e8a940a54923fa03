import Foundation
import LuaBridge

/// A value of JSON. Whole numbers and others are told apart; infinities and NaN are the strings "inf", "-inf" and
/// "nan".
package enum JSON: Equatable {
  case null
  case boolean(Bool)
  case integer(Int)
  case number(Double)
  case string(String)
  case array([JSON])
  case object([String: JSON])

  package subscript(name: String) -> JSON? {
    if case .object(let fields) = self { fields[name] } else { nil }
  }
  package var string: String? { if case .string(let text) = self { text } else { nil } }
  package var integer: Int? { if case .integer(let number) = self { number } else { nil } }
  package var object: [String: JSON]? { if case .object(let fields) = self { fields } else { nil } }

  // MARK: Writing

  /// Keys in order; tables of the first levels stand on lines of their own.
  package func text(indent: Int = 0, levels: Int = 3) -> String {
    let (margin, outer) = (
      String(repeating: " ", count: indent + 2), String(repeating: " ", count: indent)
    )
    func block(_ open: String, _ items: [String], _ close: String) -> String {
      if items.isEmpty { return open + close }
      if levels == 0 { return open + items.joined(separator: ", ") + close }
      return "\(open)\n\(margin)" + items.joined(separator: ",\n\(margin)") + "\n\(outer)\(close)"
    }
    switch self {
    case .null: return "null"
    case .boolean(let flag): return String(flag)
    case .integer(let number): return String(number)
    case .number(let number): return number.isFinite ? "\(number)" : "\"\(JSON.name(number))\""
    case .string(let text): return JSON.quoted(text)
    case .array(let items):
      let isFlat = items.allSatisfy { if case .object = $0 { false } else { true } }
      if isFlat {
        return "[" + items.map { $0.text(levels: 0) }.joined(separator: ", ") + "]"
      }
      return block("[", items.map { $0.text(indent: indent + 2, levels: max(levels - 1, 0)) }, "]")
    case .object(let fields):
      let items = fields.sorted { $0.key < $1.key }.map { key, value in
        JSON.quoted(key) + ": " + value.text(indent: indent + 2, levels: max(levels - 1, 0))
      }
      return block("{", items, "}")
    }
  }

  /// On one line.
  package var line: String { text(levels: 0) }

  /// The same, with infinities and NaN as numbers again.
  var numbered: JSON {
    switch self {
    case .string("nan"): .number(.nan)
    case .string("inf"): .number(.infinity)
    case .string("-inf"): .number(-.infinity)
    case .array(let items): .array(items.map(\.numbered))
    case .object(let fields): .object(fields.mapValues(\.numbered))
    default: self
    }
  }

  static func name(_ number: Double) -> String {
    number.isNaN ? "nan" : number > 0 ? "inf" : "-inf"
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case _ where scalar.value < 32 || scalar.value == 127:
        result += "\\u" + String(0x10000 + scalar.value, radix: 16).dropFirst()
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

// MARK: Lua

extension JSON {
  /// How deep tables may lie inside each other.
  private static let deepest = 60

  /// What Lua holds, as far as JSON can: a table with items is an array, one with names an object; an object
  /// with a method `totable`, a tensor for example, is that table; what is left is its text.
  package init(_ value: LuaValue, _ lua: Lua) throws {
    self = try JSON.make(value, lua, depth: 0)
  }

  private static func make(_ value: LuaValue, _ lua: Lua, depth: Int) throws -> JSON {
    switch value {
    case .nil: return .null
    case .boolean(let flag): return .boolean(flag)
    case .integer(let number): return .integer(number)
    case .number(let number): return .number(number)
    case .string(let text): return .string(text)
    case .table(let table):
      guard depth < deepest else { return .string("…") }
      let entries = table.entries
      if entries.count == table.count {
        return .array(try table.array.map { try make($0, lua, depth: depth + 1) })
      }
      var fields: [String: JSON] = [:]
      for (key, item) in entries {
        fields[key.asString ?? key.shown] = try make(item, lua, depth: depth + 1)
      }
      return .object(fields)
    case .object, .other:
      let plain = try lua.load(
        """
        local value = ...
        local ok, plain = pcall(function() return value:totable() end)
        if ok then return plain end
        return tostring(value)
        """, chunkName: "=json")
      let results = try lua.call(plain, [value])
      if case .object? = results.first { return .null }
      return try make(results.first ?? nil, lua, depth: depth + 1)
    case .function: return .string(try lua.describe(value))
    }
  }

  /// The value for Lua; an array or object becomes a table.
  package func value(_ lua: Lua) throws -> LuaValue {
    switch self {
    case .null: return nil
    case .boolean(let flag): return .boolean(flag)
    case .integer(let number): return .integer(number)
    case .number(let number): return .number(number)
    case .string(let text): return .string(text)
    case .array(let items): return .table(try lua.table(items.map { try $0.value(lua) }))
    case .object(let fields):
      return .table(try lua.table(fields: try fields.mapValues { try $0.value(lua) }))
    }
  }
}
