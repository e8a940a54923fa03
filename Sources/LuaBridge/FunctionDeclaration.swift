/// A positional argument.
public struct Argument {
  public let name: String
  public let type: ValueType
  public let summary: String
  /// What stands for a missing argument; nil if there is nothing.
  public let defaultValue: LuaValue?
  /// Whether it may be left out (or nil).
  public let isOptional: Bool
  /// The last argument may take all that follow. They may also be given as one list.
  public let isVariadic: Bool

  public init(
    _ name: String, _ type: ValueType, default defaultValue: LuaValue? = nil,
    optional: Bool = false, variadic: Bool = false, _ summary: String = ""
  ) {
    self.name = name
    self.type = type
    self.defaultValue = defaultValue
    isOptional = optional || defaultValue != nil || variadic
    isVariadic = variadic
    self.summary = summary
  }
}

/// A key of the table of options at the end of a call.
public struct Option {
  public let key: String
  public let type: ValueType
  public let summary: String
  public let defaultValue: LuaValue?
  /// What help says of the default; it may follow from other options.
  public let shownDefault: String?
  public let isRequired: Bool

  /// - Parameter shownDefault: of an option whose default the function knows itself.
  public init(
    _ key: String, _ type: ValueType, default defaultValue: LuaValue? = nil,
    shownDefault: String? = nil, required: Bool = false, _ summary: String = ""
  ) {
    self.key = key
    self.type = type
    self.defaultValue = defaultValue
    self.shownDefault = shownDefault ?? defaultValue?.shown
    isRequired = required
    self.summary = summary
  }
}

/// A Lua function: what it takes, what it does, and how to use it.
///
/// Argument checks, `?help`, completion and editor stubs all come from here.
public struct FunctionDeclaration {
  /// Without its module: `pgd`.
  public let name: String
  public let arguments: [Argument]
  public let options: [Option]
  /// What it returns; no text for nothing.
  public let result: ResultType
  /// What it returns, in words or as a type: `tensor`. Empty for nothing.
  public var returns: String { result.text }
  public let summary: String
  /// Formula or citation.
  public let formula: String?
  /// Lua code that runs as it stands.
  public let example: String
  let body: FunctionBody
  /// Of a method, the same for two objects of its class.
  let pair: PairFunction?

  /// A function with exactly one result.
  /// - Parameter pair: of a method with one argument, the same for two objects of its class.
  public init(
    name: String, arguments: [Argument] = [], options: [Option] = [], returns: ResultType = "",
    summary: String, formula: String? = nil, example: String = "", pair: PairFunction? = nil,
    body: @escaping (Call) throws -> LuaValue
  ) {
    self.init(
      name: name, arguments: arguments, options: options, returns: returns, summary: summary,
      formula: formula, example: example, pair: pair, anyBody: .single(body))
  }

  /// A function with any number of results, none (`[]`) included.
  public init(
    name: String, arguments: [Argument] = [], options: [Option] = [], returns: ResultType = "",
    summary: String, formula: String? = nil, example: String = "",
    results: @escaping (Call) throws -> [LuaValue]
  ) {
    self.init(
      name: name, arguments: arguments, options: options, returns: returns, summary: summary,
      formula: formula, example: example, pair: nil, anyBody: .list(results))
  }

  private init(
    name: String, arguments: [Argument], options: [Option], returns: ResultType, summary: String,
    formula: String?, example: String, pair: PairFunction?, anyBody: FunctionBody
  ) {
    precondition(
      !arguments.dropLast().contains { $0.isVariadic }, "\(name): only the last may be variadic")
    self.name = name
    self.arguments = arguments
    self.options = options
    result = returns
    self.summary = summary
    self.formula = formula
    self.example = example
    self.pair = pair
    body = anyBody
  }

  /// - Parameters:
  ///   - name: full name, used in errors: `attack.pgd`, `tensor:exp`.
  ///   - receivers: 1 if the first value on the stack is the object (or module) itself.
  func native(in lua: Lua, name: String, receivers: Int32) -> NativeFunction {
    NativeFunction(
      lua: lua,
      arguments: CheckedArguments(
        name: name, arguments: arguments, options: options, receivers: receivers),
      body: body)
  }

  /// `pgd(net, x, y, {eps = …})`, as help and completion show it.
  public func signature(named name: String) -> String {
    var parts = arguments.map { argument in
      argument.isVariadic
        ? "\(argument.name)…" : argument.isOptional ? "[\(argument.name)]" : argument.name
    }
    if options.isEmpty { return "\(name)(\(parts.joined(separator: ", ")))" }
    let required = options.filter(\.isRequired).map { "\($0.key) =" }
    let rest = options.count > required.count ? ["…"] : []
    let table = "{" + (required + rest).joined(separator: ", ") + "}"
    if arguments.isEmpty { return "\(name)\(table)" }
    parts.append(required.isEmpty ? "[\(table)]" : table)
    return "\(name)(\(parts.joined(separator: ", ")))"
  }
}
