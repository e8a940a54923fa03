import CLuaShims
import Foundation
import LuaBridge
import Recipes
import Settings

extension Evaluator {
  func run(_ command: PromptCommand) throws -> Outcome {
    switch command {
    case .help(let name): try showHelp(name)
    case .source(let name): try showSource(name)
    case .shell(let line): runShell(line)
    case .named(let name, let argument):
      switch name {
      case "help":
        argument.isEmpty
          ? output(PromptCommand.overview(HelpText(width: columns))) : try showHelp(argument)
      case "full": try showWhole(argument)
      case "quit", "exit", "q": return .exit(0)
      case "who": try showGlobals(argument)
      case "time": try time(argument)
      case "bench": try bench(argument)
      case "mem": showMemory()
      case "history": for item in history.matching(argument).suffix(200) { output(item) }
      case "save", "save!": try save(argument, replaces: name.hasSuffix("!"))
      case "load": try runFile(ShellWords.split(argument), command: "load")
      case "run": try runFile(ShellWords.split(argument), command: "run")
      case "reload": try reload(argument)
      case "prof": try profile(argument)
      case "doctest": return try doctest(argument)
      case "doctest!": return try doctest(argument, writes: true)
      case "tb", "trace": showTrace()
      case "up", "down":
        guard argument.isEmpty else {
          throw MessageError(":\(name) takes no word, got '\(argument)'")
        }
        try select(selectedFrame + (name == "up" ? 1 : -1))
      case "locals": try showLocals(argument)
      default:
        let suggestion = NearestName.suggestion(for: name, in: PromptCommand.names)
        throw MessageError("no command ':\(name)'\(suggestion) (:help lists them)")
      }
    }
    return .done
  }

  /// Whether a name begins with a variable that inputs have made.
  private func isUsersOwn(_ name: String) -> Bool {
    guard let root = ValuePath(name)?.parts.first?.name else { return false }
    if !scope[root].isNil { return true }
    return !lua.globals[root].isNil && !Self.standardGlobals.contains(root)
  }

  /// A value with all that its usual text leaves out.
  private func showWhole(_ expression: String) throws {
    guard !expression.isEmpty else { throw MessageError(":full needs something to show") }
    for value in try lua.call(compile(expression).function) {
      if let text = try lua.wholeText(of: value) {
        output(text)
      } else {
        var printer = Printer(lua: lua)
        (printer.limit, printer.depth) = (.max, 20)
        output(printer.shown(value))
      }
    }
  }

  /// What help is wrapped at: wide lines are hard to read.
  private var columns: Int {
    isatty(STDOUT_FILENO) == 1
      ? min(Terminal.columns(), HelpText.usualWidth) : HelpText.usualWidth
  }

  func showHelp(_ name: String) throws {
    if name.isEmpty {
      output(try lua.help("", width: columns))
      return output("\n?name tells more; :help tells about the prompt")
    }
    if !isUsersOwn(name), let text = lua.documentation.help(name, width: columns) {
      return output(text)
    }
    if !isUsersOwn(name), Lua.manualPage(of: name) != nil {
      return output(try lua.help(name, width: columns))
    }
    if name.hasSuffix("?") { return try showHelp(String(name.dropLast()).trimmed) }
    if let text = helpOfMember(name) { return output(text) }
    // A variable: help for what it holds.
    switch ValuePath(name).flatMap({ try? $0.value(in: scope, lua) }) {
    case .object(let object)?:
      if let declaration = lua.classDeclaration(of: object),
        let text = lua.documentation.help(declaration.name, width: columns)
      {
        return output(text)
      }
    case .function(let function)?: return output(try description(of: function, named: name))
    case .table(let table)?:
      if let module = lua.moduleName(of: table) {
        return output(try lua.help(module, width: columns))
      }
      if let record = lua.recordDeclaration(of: table),
        let text = lua.documentation.help(record.name, width: columns)
      {
        return output(text)
      }
      if Recipe.isRecipe(table) { return output(try help(of: table)) }
      return output("\(name) is a table:\n" + Printer(lua: lua).text(of: .table(table)))
    case let value? where !value.isNil:
      return output("\(name) = " + Printer(lua: lua).text(of: value))
    default: break
    }
    if let text = shelf?.help(name, width: columns) { return output(text) }
    output(try lua.help(name, width: columns))
  }

  /// Of a recipe its parameters.
  private func help(of recipe: LuaTable) throws -> String {
    let parameters = try recipe["params"].asTable.map { try ScriptParameters($0).help } ?? ""
    return [
      "recipe \(recipe["name"].asString ?? "")", recipe["summary"].asString ?? "", "", parameters,
    ]
    .filter { $0 != "" || !parameters.isEmpty }.joined(separator: "\n")
  }

  /// The page of a field or method of what a variable holds, `fig:save`; nil for other names.
  private func helpOfMember(_ name: String) -> String? {
    guard let separator = name.lastIndex(where: { $0 == ":" || $0 == "." }),
      let path = ValuePath(String(name[..<separator]))
    else { return nil }
    let member = name[name.index(after: separator)...]
    switch try? path.value(in: scope, lua) {
    case .object(let object)?:
      guard let type = lua.classDeclaration(of: object) else { return nil }
      return [":", "."].lazy.compactMap { mark in
        self.lua.documentation.help("\(type.name)\(mark)\(member)", width: self.columns)
      }.first
        ?? "\(withArticle(type.name)) has no field or method '\(member)'"
        + NearestName.suggestion(for: String(member), in: type.memberNames)
    case .table(let table)? where member == "run" && Recipe.isRecipe(table):
      return try? help(of: table)
    case .table(let table)?:
      guard let field = lua.recordDeclaration(of: table)?.field(String(member)) else { return nil }
      return "\(name)  \(field.described)"
    default: return nil
    }
  }

  /// Where a function comes from, from `debug.getinfo`.
  private func origin(of function: LuaFunction) throws -> (file: String?, first: Int, last: Int)? {
    let results = try lua.run(
      "local i = debug.getinfo(...) return i.what, i.source, i.linedefined, i.lastlinedefined",
      arguments: [.function(function)])
    guard results.count == 4, results[0].asString != "C" else { return nil }
    let source = results[1].asString ?? ""
    return (
      source.hasPrefix("@") ? String(source.dropFirst()) : nil, results[2].asInteger ?? 0,
      results[3].asInteger ?? 0
    )
  }

  private func description(of function: LuaFunction, named name: String) throws -> String {
    guard let origin = try origin(of: function) else { return "\(name) is a native function" }
    return "\(name) is a Lua function"
      + (origin.file.map { " of \($0), line \(origin.first) (??\(name) shows it)" } ?? "")
  }

  private func showSource(_ name: String) throws {
    if case .function(let function)? = ValuePath(name).flatMap({ try? $0.value(in: scope, lua) }),
      let origin = try origin(of: function)
    {
      guard let file = origin.file,
        let text = try? String(contentsOfFile: file, encoding: .utf8)
      else {
        throw MessageError("the source of '\(name)' is not in a file")
      }
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      guard origin.first >= 1, origin.last >= origin.first, origin.last <= lines.count else {
        throw MessageError("\(file) has changed since '\(name)' was loaded")
      }
      output("-- \(file):\(origin.first)")
      for line in lines[(origin.first - 1)..<origin.last] { output(String(line)) }
      return
    }
    if name.isEmpty { throw MessageError("?? takes a name, or words to search for in all help") }
    let found = lua.documentation.search(name)
    if found.isEmpty { throw MessageError("nothing is said about '\(name)'") }
    let rows = found.prefix(40).map { ($0.name, HelpText.firstSentence($0.summary.firstLine)) }
    for row in HelpText(width: columns).rows(rows, indent: 0) { output(row) }
  }

  private func runShell(_ line: String) {
    // The terminal is left to the child, Ctrl-C included.
    fflush(nil)
    var text: UnsafeMutablePointer<CChar>?
    var length = 0
    defer { free(text) }
    let command = ByteText.bytes(line).map { CChar(bitPattern: $0) } + [0]
    let status = tarn_shell(command, &text, &length)
    if status == -1 { return failure("the shell did not start") }
    if let text, length > 0 {
      let said = ByteText.string(UnsafeRawBufferPointer(start: text, count: length))
      let value = said.hasSuffix("\n") ? String(said.dropLast()) : said
      remember(.string(value))
      // A saved session has what came, for the command may do more than print.
      if value.utf8.count < 4096 { transcript.append("_ = \(Printer.quoted(value))") }
      if length >= tarn_shell_most { output("(_ holds the first \(length >> 20) MB of it)") }
    }
    let (code, signal) = ((status >> 8) & 0xff, status & 0x7f)
    if signal != 0 { return failure("ended by signal \(signal)") }
    if code != 0 { failure("exit code \(code)") }
  }
}

extension String {
  var firstLine: String { String(split(separator: "\n").first ?? "") }
}

extension Lua {
  /// Runs a chunk with arguments (`...`).
  func run(_ source: String, name: String = "=prompt", arguments: [LuaValue]) throws -> [LuaValue] {
    try call(load(source, chunkName: name), arguments)
  }
}
