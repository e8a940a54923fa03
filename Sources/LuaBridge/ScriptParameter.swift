import Foundation
import Settings

/// A named parameter of a script or recipe: `{default, "what it is", range = {lo, hi} | choices = {…},
/// required = true}`, or just the default. Its type is that of the default.
public struct ScriptParameter {
  enum Kind: Equatable {
    case whole
    case number
    case flag
    case text
    indirect case list(of: Kind)
  }

  public let name: String
  public let defaultValue: LuaValue
  public let summary: String
  public let isRequired: Bool
  let kind: Kind
  let bounds: Bounds?
  let choices: [LuaValue]?

  /// - Throws: ``MessageError`` for entries of another form.
  init(_ name: String, _ value: LuaValue) throws {
    guard case .table(let entry) = value else {
      try self.init(name, default: value, summary: "", isRequired: false)
      return
    }
    func wrong(_ text: String) -> MessageError { MessageError("parameter '\(name)': \(text)") }
    if !entry[2].isNil, entry[2].asString == nil {
      throw wrong(
        "after the default comes its summary, got \(entry[2].shown); a list as the "
          + "default stands in braces of its own")
    }
    let keys = ["range", "choices", "required"]
    for key in entry.entries.map(\.key) where key != 1 && key != 2 {
      if let text = key.asString, keys.contains(text) { continue }
      let near = key.asString.map { NearestName.suggestion(for: $0, in: keys) } ?? ""
      throw wrong(
        "expected {default, \"summary\"}, got an item with key \(key.shown)"
          + (near.isEmpty ? " (possible: \(keys.joined(separator: ", ")))" : near))
    }
    let required = entry["required"]
    guard required.isNil || required.asBoolean != nil else {
      throw wrong("'required' must be true or false, got \(required.shown)")
    }
    try self.init(
      name, default: entry[1], summary: entry[2].asString ?? "",
      isRequired: required.asBoolean ?? false, range: entry["range"], choices: entry["choices"])
  }

  private init(
    _ name: String, default value: LuaValue, summary: String, isRequired: Bool,
    range: LuaValue = nil, choices: LuaValue = nil
  ) throws {
    func wrong(_ text: String) -> MessageError { MessageError("parameter '\(name)': \(text)") }
    self.name = name
    defaultValue = value
    self.summary = summary
    self.isRequired = isRequired
    let (low, high) = (range.asTable?[1] ?? nil, range.asTable?[2] ?? nil)
    if range.isNil {
      bounds = nil
    } else {
      guard let low = low.asNumber, let high = high.asNumber, low <= high,
        range.asTable?.entries.count == 2
      else { throw wrong("'range' must be {lowest, highest}, got \(ScriptParameter.text(range))") }
      bounds = .closed(low...high)
    }
    if case .nil = choices {
      self.choices = nil
    } else {
      guard let list = choices.asTable?.array, !list.isEmpty,
        let kind = ScriptParameter.kind(of: list), kind != .flag
      else {
        throw wrong("'choices' must be a list of strings or numbers, got \(choices.shown)")
      }
      self.choices = list
    }
    if isRequired, value.isNil {
      kind =
        self.choices.flatMap { ScriptParameter.kind(of: $0) }
        ?? (bounds == nil ? .text : .number)
      return
    }
    guard let kind = ScriptParameter.kind(of: value) else {
      throw wrong(
        "the default must be a number, string, boolean or list, got \(value.shown)")
    }
    self.kind = kind
    if bounds != nil, !isNumeric { throw wrong("'range' is for numbers") }
    if !isRequired { try check(value) { wrong("the default \($0)") } }
  }

  private static func kind(of value: LuaValue) -> Kind? {
    switch value {
    case .integer: .whole
    case .number(let number): number.isNaN ? nil : .number
    case .boolean: .flag
    case .string: .text
    case .table(let list): kind(of: list.array).map { .list(of: $0) }
    default: nil
    }
  }

  /// Of the items of a list.
  private static func kind(of items: [LuaValue]) -> Kind? {
    // No list is in a list, which may be itself.
    let kinds = items.map { $0.asTable == nil ? kind(of: $0) : nil }
    if kinds.allSatisfy({ $0 == .whole }) { return items.isEmpty ? .number : .whole }
    if kinds.allSatisfy({ $0 == .whole || $0 == .number }) { return .number }
    return kinds.allSatisfy { $0 == .text } ? .text : nil
  }

  /// Whether its values are numbers, or lists of them.
  public var isNumeric: Bool {
    [.whole, .number, .list(of: .whole), .list(of: .number)].contains(kind)
  }

  // MARK: Values

  /// The default; a list is a new one, so that nobody changes it for the next run.
  func start(_ lua: Lua) throws -> LuaValue {
    if case .table(let list) = defaultValue { return .table(try lua.table(list.array)) }
    return defaultValue
  }

  /// A word of a command line as a value of the parameter's type.
  /// - Throws: `ScriptParameters.UsageError`.
  func value(_ text: String, lua: Lua) throws -> LuaValue {
    func wrong(_ expected: String) -> ScriptParameters.UsageError {
      ScriptParameters.UsageError(
        description: "parameter '--\(name)' \(expected), got \"\(ByteText.shown(text))\"")
    }
    let value: LuaValue
    if case .list(let kind) = kind {
      let words = text.split(separator: ",", omittingEmptySubsequences: false)
      let items = text.isEmpty ? [] : words.map { parse(String($0), kind) }
      guard !items.contains(where: { $0 == nil }) else { throw wrong("must be \(kind.plural)") }
      value = .table(try lua.table(items.compactMap { $0 }))
    } else if kind == .text {
      value = .string(text)
    } else {
      guard let parsed = parse(text, kind) else { throw wrong("must be \(kind.singular)") }
      value = parsed
    }
    try check(value, wrong)
    return value
  }

  private func parse(_ text: String, _ kind: Kind) -> LuaValue? {
    switch kind {
    case .whole:
      if let integer = Int(text) { return .integer(integer) }
      return Double(text).flatMap { Int(exactly: $0) }.map { .integer($0) }
    case .number:
      // Of a required number nobody has said whether it is whole.
      if defaultValue.isNil, let integer = Int(text) { return .integer(integer) }
      return Double(text).flatMap { $0.isNaN ? nil : .number($0) }
    case .flag:
      switch text.lowercased() {
      case "true", "yes", "1": return true
      case "false", "no", "0": return false
      default: return nil
      }
    default: return .string(text)
    }
  }

  /// A value that Lua gives, in the form that the command line would have given it.
  /// - Throws: ``MessageError``.
  func value(_ given: LuaValue, lua: Lua) throws -> LuaValue {
    func wrong(_ expected: String) -> MessageError {
      MessageError(
        "parameter '\(name)' \(expected), got \(given.asString == nil ? ScriptParameter.text(given) : given.shown)"
      )
    }
    let value: LuaValue
    if case .list(let kind) = kind {
      guard case .table(let list) = given, list.entries.count == list.count else {
        throw wrong("must be a list of \(kind.plural)")
      }
      let items = list.array.map { convert($0, kind) }
      guard !items.contains(where: { $0 == nil }) else {
        throw wrong("must be a list of \(kind.plural)")
      }
      value = .table(try lua.table(items.compactMap { $0 }))
    } else {
      guard let converted = convert(given, kind) else { throw wrong("must be \(kind.singular)") }
      value = converted
    }
    try check(value, wrong)
    return value
  }

  private func convert(_ value: LuaValue, _ kind: Kind) -> LuaValue? {
    switch (kind, value) {
    case (.whole, _): value.asInteger.map { .integer($0) }
    case (.number, .integer) where defaultValue.isNil: value
    case (.number, _): value.asNumber.flatMap { $0.isNaN ? nil : .number($0) }
    case (.flag, .boolean), (.text, .string): value
    // A string with bytes that are no UTF-8.
    case (.text, .other(let reference)) where reference.typeName == "string": value
    default: nil
    }
  }

  /// Range and choices.
  private func check<E: Error>(_ value: LuaValue, _ failure: (_ expected: String) -> E) throws {
    let items = value.asTable?.array ?? [value]
    if let bounds, !items.allSatisfy({ $0.asNumber.map(bounds.contains) ?? false }) {
      throw failure("must be in \(rangeText)")
    }
    if let choices, !items.allSatisfy({ choices.contains($0) }) {
      let names = choices.compactMap(\.asString)
      let given = items.count == 1 ? items[0].asString : nil
      let near = given.map { NearestName.suggestion(for: $0, in: names) } ?? ""
      throw failure("must be \(choicesText)\(near)")
    }
  }

  // MARK: Text

  var shownDefault: String { ScriptParameter.text(defaultValue) }

  /// A number or string as people write it, lists with commas.
  static func text(_ value: LuaValue) -> String {
    if case .table(let list) = value {
      return list.array.map { $0.asString ?? $0.shown }.joined(separator: ",")
    }
    return value.asString ?? value.shown
  }

  private var rangeText: String {
    guard let bounds else { return "" }
    return "[\(showNumber(bounds.lower)), \(showNumber(bounds.upper))]"
  }

  private var choicesText: String {
    (choices ?? []).map { ScriptParameter.text($0) }.joined(separator: ", ").lastCommaIsOr
  }

  /// For `--help`: the summary, then what holds of the values.
  var helpText: String {
    var facts: [String] = []
    if bounds != nil { facts.append("in \(rangeText)") }
    if choices != nil { facts.append(choicesText) }
    facts.append(isRequired ? "required" : "default \(shownDefault)")
    let text = facts.joined(separator: "; ")
    return summary.isEmpty ? text : "\(summary) (\(text))"
  }
}

extension ScriptParameter.Kind {
  fileprivate var singular: String {
    switch self {
    case .whole: "a whole number"
    case .number: "a number"
    case .flag: "true or false"
    case .text: "a string"
    case .list(let kind): kind.plural
    }
  }

  fileprivate var plural: String {
    switch self {
    case .whole: "whole numbers separated by commas"
    case .number: "numbers separated by commas"
    default: "strings"
    }
  }
}

extension String {
  fileprivate var lastCommaIsOr: String {
    guard let comma = range(of: ", ", options: .backwards) else { return self }
    return replacingCharacters(in: comma, with: " or ")
  }
}
