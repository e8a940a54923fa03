import CLuaShims

/// The script asked to end with this status, after all has been said.
public struct ExitRequest: Error, CustomStringConvertible, Equatable {
  public let status: Int32
  public init(status: Int32) { self.status = status }
  public var description: String { "exit with status \(status)" }
}

/// The part of the module `tarn` that knows no engine: arguments, progress, help, interrupts.
public enum SessionModule {
  /// - Parameter arguments: what stood after the script on the command line.
  public static func declaration(version: String, script: String?, arguments: [String])
    -> ModuleDeclaration
  {
    ModuleDeclaration(
      name: "tarn", summary: "The root of all modules, and functions of the session.",
      functions: [
        argumentsFunction(script: script, arguments: arguments), progressFunction, helpFunction,
        interruptedFunction, typeFunction,
      ],
      constants: [Constant("version", "The version of Tarn.", .string(version))])
  }

  private static func argumentsFunction(script: String?, arguments: [String])
    -> FunctionDeclaration
  {
    FunctionDeclaration(
      name: "args",
      arguments: [
        Argument("spec", .table, "name = {default, \"what it is\"}, or name = default.")
      ],
      options: [
        Option(
          "words", .string,
          "What the words are that are no options, such as \"data files\"; without it, a word is an error."
        )
      ],
      returns: "table",
      summary: """
        Reads the script's command line: --name value, --name=value, --flag, --no-flag, lists with \
        commas. Types are those of the defaults; {default, "what it is", range = {lowest, highest}}, choices = {…} and \
        required = true say more. Words, where they are allowed, are the result's items 1, 2, …; --help lists the \
        parameters and ends the script.
        """,
      example: "local p = tarn.args { eps = {0.1, \"radius\", range = {0, 1}} }\nprint(p.eps)",
      body: { call in
        let parameters = try ScriptParameters(call.table("spec"))
        let arguments = call.lua.scriptArguments ?? arguments
        let words = call.optionalString("words")
        if arguments.prefix(while: { $0 != "--" }).contains(where: { $0 == "--help" || $0 == "-h" })
        {
          StandardOutput.write(
            "usage: tarn \(ByteText.shown(call.lua.scriptName ?? script ?? "script.lua")) [parameters]"
              + (words.map { " [\($0)]" } ?? "") + "\n\n\(parameters.help)")
          throw ExitRequest(status: 0)
        }
        let (values, rest) = try parameters.parse(arguments, lua: call.lua)
        if words == nil, let first = rest.first {
          throw ScriptParameters.UsageError(
            description:
              "'\(ByteText.shown(first))' is no parameter; they are given as --name value")
        }
        let record = RecordDeclaration(
          "set of arguments", "What a script was called with.",
          parameters.parameters.map(\.name).map { RecordField($0, "any", optional: true, "") })
        let result = try call.lua.record(record, fields: values)
        for (position, item) in rest.enumerated() {
          result[position + 1] = .string(item)
        }
        return .table(result)
      })
  }

  private static var progressFunction: FunctionDeclaration {
    FunctionDeclaration(
      name: "progress",
      arguments: [
        Argument("steps", .either(.integer(0...), .table), "Number of steps, or a list of items."),
        Argument("label", .string, default: "", "What is going on."),
      ],
      returns: "function",
      summary: """
        Iterates over 1 to steps (or over the items of a list: index, item) with a progress bar on \
        standard error, if that is a terminal.
        """,
      example: "for i in tarn.progress(3) do print(i) end",
      results: { call in
        let items = call.optionalTable("steps")
        let total = call.optionalInteger("steps") ?? items?.count ?? 0
        let bar = ProgressBar(total: total, label: call.string("label"))
        var done = 0
        let next = try call.lua.function { _ in
          guard done < total else {
            bar.finish()
            return [nil]
          }
          bar.update(done)
          done += 1
          return items.map { [.integer(done), $0[done]] } ?? [.integer(done)]
        }
        let end = try call.lua.function { _ in
          bar.finish()
          return []
        }
        // The fourth value is closed when the loop ends, however it does.
        let closed = try call.lua.call(
          call.lua.load("return setmetatable({}, {__close = ...})", chunkName: "=progress"),
          [.function(end)])
        return [.function(next), nil, nil, closed.first ?? nil]
      })
  }

  private static var helpFunction: FunctionDeclaration {
    FunctionDeclaration(
      name: "help",
      arguments: [Argument("name", .string, optional: true, "Such as \"nn.Linear\" or \"pgd\".")],
      summary: "Prints what ?name prints at the prompt; without a name, the modules.",
      example: "tarn.help(\"tarn.args\")",
      results: { call in
        StandardOutput.write(try call.lua.help(call.optionalString("name") ?? ""))
        return []
      })
  }

  private static var typeFunction: FunctionDeclaration {
    FunctionDeclaration(
      name: "type", arguments: [Argument("value", .any, optional: true, "Anything.")],
      returns: "string",
      summary: """
        What a value is: "tensor", "network", "dataset" and so on for objects, "integer" or "float" \
        for numbers, "module", "list" for read-only lists, and Lua's own names for the rest.
        """,
      example: "print(tarn.type(tarn.help), tarn.type(1), tarn.type(nil))",
      body: { call in .string(call.lua.typeName(of: call["value"])) })
  }

  private static var interruptedFunction: FunctionDeclaration {
    FunctionDeclaration(
      name: "interrupted", returns: "boolean",
      summary: """
        Whether Ctrl-C was pressed. A loop that asks at least every two seconds may stop by itself; \
        a second Ctrl-C stops it in any case.
        """,
      example: "while not tarn.interrupted() do break end",
      body: { _ in .boolean(tarn_interrupt_noticed()) })
  }
}

extension Lua {
  /// The name of a value's type, with the names of our classes.
  func typeName(of value: LuaValue) -> String {
    switch value {
    case .nil: return "nil"
    case .boolean: return "boolean"
    case .integer: return "integer"
    case .number: return "float"
    case .string: return "string"
    case .function: return "function"
    case .object(let object): return ClassNames.name(of: object)
    case .other(let reference): return reference.typeName
    case .table(let table):
      if moduleName(of: table) != nil { return "module" }
      return table.metatable?["__list"].isNil == false ? "list" : "table"
    }
  }

  /// Help for a name; for an empty one, the list of modules.
  /// - Parameter width: columns of the terminal.
  /// - Throws: ``MessageError`` with the nearest name.
  public func help(_ name: String, width: Int = HelpText.usualWidth) throws -> String {
    if name.isEmpty {
      let rows = installedModules.map { ($0.name, HelpText.firstSentence($0.summary)) }
      return (["Modules"] + HelpText(width: width).rows(rows)).joined(separator: "\n")
    }
    if let text = documentation.help(name, width: width) { return text }
    if let page = Lua.manualPage(of: name) {
      return HelpText(width: width).wrap(
        "\(name) is part of Lua itself; its manual tells of it: https://www.lua.org/manual/5.4/manual.html#\(page)",
        indent: 0
      ).joined(separator: "\n")
    }
    let suggestion = documentation.nearest(to: name).map { "; did you mean '\($0)'?" } ?? ""
    throw MessageError("no help for '\(name)'\(suggestion)")
  }
}

extension Lua {
  /// Where Lua's manual tells of one of its names; nil for other names.
  package static func manualPage(of name: String) -> String? {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    let known: [String: String] = [
      "coroutine": "6.2", "package": "6.3", "string": "6.4", "utf8": "6.5", "table": "6.6",
      "math": "6.7", "io": "6.8",
      "os": "6.9", "debug": "6.10",
    ]
    if parts.count == 2, known[String(parts[0])] != nil { return "pdf-" + name }
    if let section = known[name] { return section }
    return functionNames.contains(name) ? "pdf-" + name : nil
  }

  /// Global functions of Lua itself.
  package static let functionNames = [
    "assert", "collectgarbage", "dofile", "error", "getmetatable", "ipairs", "load", "loadfile",
    "next", "pairs", "pcall", "print", "rawequal", "rawget", "rawlen", "rawset", "require",
    "select", "setmetatable", "tonumber", "tostring", "type", "warn", "xpcall",
  ]
}
