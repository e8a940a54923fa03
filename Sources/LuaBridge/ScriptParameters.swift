import Settings

/// Named parameters of a script or recipe: `{ eps = {0.1, "radius"} }`, and the command line that
/// sets them: `--eps 0.2`. The type of a parameter is that of its default.
public struct ScriptParameters {
  public struct Parameter {
    public let name: String
    public let defaultValue: LuaValue
    public let summary: String
  }

  /// A command line that does not fit.
  public struct UsageError: Error, CustomStringConvertible, Equatable {
    public let description: String
    public init(description: String) { self.description = description }
  }

  /// Sorted by name.
  public let parameters: [Parameter]

  /// - Parameter table: keys are names; values are `{default, summary}` or just the default.
  /// - Throws: ``MessageError`` for entries of another form.
  public init(_ table: LuaTable) throws {
    parameters = try table.entries.map { key, value in
      guard case .string(let name) = key else {
        throw MessageError("parameters have names; got key \(key.shown)")
      }
      guard case .table(let entry) = value else {
        try Self.checkDefault(value, name)
        return Parameter(name: name, defaultValue: value, summary: "")
      }
      try Self.checkDefault(entry[1], name)
      try Self.checkEntry(entry, name)
      return Parameter(name: name, defaultValue: entry[1], summary: entry[2].asString ?? "")
    }.sorted { $0.name < $1.name }
  }

  /// What stands beside default and summary would be lost.
  private static func checkEntry(_ entry: LuaTable, _ name: String) throws {
    if !entry[2].isNil, entry[2].asString == nil {
      throw MessageError(
        "parameter '\(name)': after the default comes its summary, got \(entry[2].shown); a list as the "
          + "default stands in braces of its own")
    }
    for key in entry.entries.map(\.key) where key != 1 && key != 2 {
      throw MessageError(
        "parameter '\(name)': expected {default, \"summary\"}, got an item with key \(key.shown)")
    }
  }

  private static func checkDefault(_ value: LuaValue, _ name: String) throws {
    switch value {
    case .boolean, .integer, .number, .string: return
    case .table(let list) where list.array.allSatisfy { $0.asNumber != nil || $0.asString != nil }:
      return
    default:
      throw MessageError(
        "parameter '\(name)': the default must be a number, string, boolean or list, "
          + "got \(value.shown)")
    }
  }

  /// Values by name, and what is no option.
  /// - Throws: ``UsageError`` for unknown names and values of the wrong type.
  public func parse(_ arguments: [String], lua: Lua) throws -> (
    values: [String: LuaValue], rest: [String]
  ) {
    var values: [String: LuaValue] = [:]
    for parameter in parameters { values[parameter.name] = parameter.defaultValue }
    var rest: [String] = []
    var remaining = arguments[...]
    while let argument = remaining.popFirst() {
      if argument == "--" {
        rest += remaining
        break
      }
      guard argument.hasPrefix("--") else {
        rest.append(argument)
        continue
      }
      let parts = argument.dropFirst(2).split(
        separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(parts.first ?? "").replacing("-", with: "_")
      let text = parts.count > 1 ? String(parts[1]) : nil
      if let value = negated(name), text == nil {
        values[value] = false
        continue
      }
      guard let parameter = parameters.first(where: { $0.name == name }) else {
        let names = parameters.map(\.name)
        throw UsageError(
          description: "unknown parameter '--\(name)'"
            + NearestName.suggestion(for: name, in: names)
            + (names.isEmpty
              ? " (there are none)" : " (parameters: \(names.joined(separator: ", ")))"))
      }
      if case .boolean = parameter.defaultValue, text == nil {
        values[name] = true
        continue
      }
      guard let text = text ?? remaining.popFirst() else {
        throw UsageError(description: "parameter '--\(name)' needs a value")
      }
      values[name] = try parameter.value(text, lua: lua)
    }
    return (values, rest)
  }

  /// `no_x` for a boolean parameter x.
  private func negated(_ name: String) -> String? {
    guard name.hasPrefix("no_") else { return nil }
    let positive = String(name.dropFirst(3))
    return parameters.first { $0.name == positive && $0.defaultValue.asBoolean != nil }?.name
  }

  /// For `--help`.
  public var help: String {
    if parameters.isEmpty { return "  (no parameters)" }
    return HelpText().rows(
      parameters.map { parameter in
        let text = "default \(parameter.shownDefault)"
        return (
          "--\(parameter.name)", parameter.summary.isEmpty ? text : "\(parameter.summary) (\(text))"
        )
      }
    ).joined(separator: "\n")
  }
}

extension ScriptParameters.Parameter {
  var shownDefault: String {
    if case .table(let list) = defaultValue {
      return list.array.map { $0.asString ?? $0.shown }.joined(separator: ",")
    }
    return defaultValue.asString ?? defaultValue.shown
  }

  /// The text of the command line as a value of the default's type.
  func value(_ text: String, lua: Lua) throws -> LuaValue {
    switch defaultValue {
    case .integer:
      if let integer = Int(text) { return .integer(integer) }
      if let number = Double(text), !number.isNaN { return .number(number) }
      throw wrong(text, "a number")
    case .number:
      guard let number = Double(text), !number.isNaN else { throw wrong(text, "a number") }
      return .number(number)
    case .boolean:
      switch text.lowercased() {
      case "true", "yes", "1": return true
      case "false", "no", "0": return false
      default: throw wrong(text, "true or false")
      }
    case .table(let list):
      let isNumeric = list.array.allSatisfy { $0.asNumber != nil }
      let items = try text.split(separator: ",").map { item -> LuaValue in
        if !isNumeric { return .string(String(item)) }
        if let integer = Int(item) { return .integer(integer) }
        guard let number = Double(item) else { throw wrong(text, "numbers separated by commas") }
        return .number(number)
      }
      return .table(try lua.table(items))
    default: return .string(text)
    }
  }

  private func wrong(_ text: String, _ expected: String) -> ScriptParameters.UsageError {
    ScriptParameters.UsageError(
      description: "parameter '--\(name)' must be \(expected), got \"\(text)\"")
  }
}
