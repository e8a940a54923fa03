import Foundation
import LuaBridge
import Settings

extension Evaluator {
  func run(_ command: PromptCommand) throws -> Outcome {
    switch command {
    case .help(let name): try showHelp(name)
    case .source(let name): try showSource(name)
    case .shell(let line): runShell(line)
    case .named(let name, let argument):
      switch name {
      case "help": argument.isEmpty ? output(PromptCommand.overview) : try showHelp(argument)
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
    if name.hasSuffix("?") { return try showHelp(String(name.dropLast()).trimmed) }
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
      return output("\(name) is a table:\n" + Printer(lua: lua).text(of: .table(table)))
    case let value? where !value.isNil:
      return output("\(name) = " + Printer(lua: lua).text(of: value))
    default: break
    }
    output(try lua.help(name, width: columns))
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
    for entry in found.prefix(40) { output("\(entry.name)  \(entry.summary.firstLine)") }
  }

  private func runShell(_ line: String) {
    // `system` leaves the terminal to the child, Ctrl-C included.
    fflush(nil)
    let status = system(line)
    if status == -1 { return failure("the shell did not start") }
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
