import Settings

/// Named parameters of a script or recipe, and the command line that sets them: `--eps 0.2`.
public struct ScriptParameters {
  /// A command line that does not fit.
  public struct UsageError: Error, CustomStringConvertible, Equatable {
    public let description: String
    public init(description: String) { self.description = description }
  }

  /// Names on a command line, each of which may stand there once.
  public struct Named {
    private var names: Set<String> = []

    public init() {}

    /// - Throws: ``UsageError`` for a name that was there before.
    public mutating func note(_ name: String) throws {
      guard names.insert(name).inserted else {
        throw UsageError(description: "'--\(ByteText.shown(name))' is given twice")
      }
    }
  }

  /// Sorted by name.
  public let parameters: [ScriptParameter]

  /// - Parameter table: keys are names; values are `{default, summary}` or just the default.
  /// - Throws: ``MessageError`` for entries of another form.
  public init(_ table: LuaTable) throws {
    parameters = try table.entries.map { key, value in
      guard case .string(let name) = key else {
        throw MessageError("parameters have names; got key \(key.shown)")
      }
      guard name.wholeMatch(of: #/[A-Za-z_][A-Za-z0-9_\-]*/#) != nil else {
        throw MessageError(
          "parameter '\(ByteText.shown(name))': a name is letters, digits, '_' and '-', and begins with no digit"
        )
      }
      if ["help", "h"].contains(name) {
        throw MessageError("parameter '\(name)': this name asks for help on the command line")
      }
      return try ScriptParameter(name, value)
    }.sorted { $0.name < $1.name }
  }

  public func has(_ name: String) -> Bool { parameters.contains { $0.name == name } }

  /// Whether `--name` takes the next word.
  public func takesWord(_ word: String) -> Bool {
    parameters.contains { $0.name == name(word) && $0.kind != .flag }
  }

  /// Values by name, and what is no option.
  /// - Parameter given: values that stand in place of the defaults, already checked.
  /// - Throws: ``UsageError`` for unknown names, values of the wrong type, and what is missing.
  public func parse(
    _ arguments: [String], over given: [String: LuaValue] = [:], lua: Lua
  ) throws -> (values: [String: LuaValue], rest: [String]) {
    var values = given
    var rest: [String] = []
    var remaining = arguments[...]
    var named = Named()
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
      let name = self.name(String(parts.first ?? ""))
      let text = parts.count > 1 ? String(parts[1]) : nil
      if let flag = negated(name), text == nil {
        try named.note(flag)
        values[flag] = false
        continue
      }
      guard let parameter = parameters.first(where: { $0.name == name }) else {
        throw UsageError(description: unknown(name, dashes: "--"))
      }
      try named.note(name)
      if parameter.kind == .flag, text == nil {
        if let word = remaining.first, ["true", "false"].contains(word.lowercased()) {
          throw UsageError(
            description:
              "'--\(name)' takes no word: --\(name)=\(word), or --\(name) and --no-\(name)")
        }
        values[name] = true
        continue
      }
      // What is an option itself is no value that was meant.
      let isOption = remaining.first.map {
        $0.hasPrefix("--") && has(self.name(String($0.dropFirst(2))))
      }
      guard let text = text ?? (isOption == true ? nil : remaining.popFirst()) else {
        throw UsageError(description: "parameter '--\(name)' needs a value")
      }
      values[name] = try parameter.value(text, lua: lua)
    }
    for parameter in parameters where values[parameter.name] == nil {
      if parameter.isRequired {
        throw UsageError(
          description: "parameter '--\(parameter.name)' is required"
            + (parameter.summary.isEmpty ? "" : ": \(parameter.summary)"))
      }
      values[parameter.name] = try parameter.start(lua)
    }
    return (values, rest)
  }

  /// The values that a table of Lua gives, with the defaults of the others.
  /// - Throws: ``MessageError`` for unknown names, values of the wrong type, and what is missing.
  public func values(_ given: LuaTable?, lua: Lua) throws -> [String: LuaValue] {
    var values: [String: LuaValue] = [:]
    for (key, value) in given?.entries ?? [] {
      guard let name = key.asString, let parameter = parameters.first(where: { $0.name == name })
      else { throw MessageError(unknown(key.asString ?? key.shown, dashes: "")) }
      values[name] = try parameter.value(value, lua: lua)
    }
    for parameter in parameters where values[parameter.name] == nil {
      guard !parameter.isRequired else {
        throw MessageError(
          "parameter '\(parameter.name)' is required"
            + (parameter.summary.isEmpty ? "" : ": \(parameter.summary)"))
      }
      values[parameter.name] = try parameter.start(lua)
    }
    return values
  }

  private func unknown(_ name: String, dashes: String) -> String {
    let names = parameters.map(\.name)
    return "unknown parameter '\(dashes)\(name)'" + NearestName.suggestion(for: name, in: names)
      + (names.isEmpty ? " (there are none)" : " (parameters: \(names.joined(separator: ", ")))")
  }

  /// Dashes stand for underscores, where no parameter has dashes itself.
  private func name(_ word: String) -> String {
    has(word) ? word : word.replacing("-", with: "_")
  }

  /// `no_x` for a boolean parameter x.
  private func negated(_ name: String) -> String? {
    guard name.hasPrefix("no_"), !has(name) else { return nil }
    let positive = String(name.dropFirst(3))
    return parameters.first { $0.name == positive && $0.kind == .flag }?.name
  }

  /// For `--help`.
  public var help: String {
    if parameters.isEmpty { return "  (no parameters)" }
    return HelpText().rows(parameters.map { ("--\($0.name)", $0.helpText) })
      .joined(separator: "\n")
  }
}
