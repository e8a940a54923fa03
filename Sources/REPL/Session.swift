import Foundation
import LuaBridge

/// One run of the program: what to run, in which order, and with which exit code.
public struct Session {
  /// What the command line asks for.
  public struct Plan {
    /// `-e`: chunks, in order.
    public var chunks: [String] = []
    /// `-l`: modules to require before.
    public var modules: [String] = []
    public var script: String?
    /// Everything after the script.
    public var arguments: [String] = []
    /// `-i`: the prompt afterwards; input that is no terminal is read line by line.
    public var staysInteractive = false

    public init() {}
  }

  public enum Status {
    public static let done: Int32 = 0
    public static let failed: Int32 = 1
    public static let wrongUsage: Int32 = 2
  }

  private let environment: Environment

  public init(_ environment: Environment) { self.environment = environment }

  /// Runs the plan; the result is the exit code.
  public func run(_ plan: Plan) -> Int32 {
    // First: what is pressed while the state is made stops what would run in it.
    Interrupt.install()
    var status = Status.done
    let failure = withLua(script: plan.script, arguments: plan.arguments) { lua in
      status = try run(plan, lua)
    }
    return failure == Status.done ? status : failure
  }

  private func run(_ plan: Plan, _ lua: Lua) throws -> Int32 {
    if let status = runChunks(plan, lua) { return status }
    let hasRun = plan.script != nil || !plan.chunks.isEmpty || !plan.modules.isEmpty
    if hasRun, !plan.staysInteractive { return Status.done }
    if isatty(0) == 1 { return try Prompt(environment, lua: lua).run(greets: !hasRun) }
    return plan.staysInteractive ? try runLines(lua) : try runInput(lua)
  }

  /// Makes a state, runs `body`, closes the state; errors are told and become an exit code.
  func withLua(script: String?, arguments: [String], _ body: (Lua) throws -> Void) -> Int32 {
    do {
      let lua = try environment.makeLua(script: script, arguments: arguments)
      defer {
        lua.close()
        fflush(nil)
      }
      do { try body(lua) } catch { return fail(error) }
      return Status.done
    } catch {
      return fail(error)
    }
  }

  /// Modules, chunks and script; a status if that ends the session.
  private func runChunks(_ plan: Plan, _ lua: Lua) -> Int32? {
    do {
      try lua.interruptible(forgets: false) {
        for module in plan.modules {
          // As in Lua: the module's value becomes a global of its name, unless it is one of ours.
          let name = module.split(separator: ".").last.map(String.init) ?? module
          let value = try lua.run("return require(...)", name: "=-l", arguments: [.string(module)])
          if lua.module(named: name) == nil { try lua.setGlobal(name, value.first ?? nil) }
        }
        for chunk in plan.chunks { try lua.run(chunk, chunkName: "=-e") }
        if let script = plan.script { try runScript(script, plan.arguments, lua) }
      }
      return nil
    } catch {
      let status = fail(error)
      let isExit = Self.exitRequest(error) != nil
      return plan.staysInteractive && !isExit ? nil : status
    }
  }

  private func runScript(_ path: String, _ arguments: [String], _ lua: Lua) throws {
    let function =
      try path == "-"
      ? lua.load(Self.standardInput, chunkName: "=stdin")
      : lua.load(SourceFile.read(path), chunkName: "@" + path)
    let results = try lua.call(function, arguments.map { .string($0) })
    guard case .table(let table)? = results.first, Recipe.isRecipe(table) else { return }
    try Recipe(table, path: path).run(arguments, lua: lua)
  }

  /// Standard input as one script.
  private func runInput(_ lua: Lua) throws -> Int32 {
    do {
      try lua.interruptible(forgets: false) {
        _ = try lua.run(Self.standardInput, chunkName: "=stdin")
      }
      return Status.done
    } catch {
      return fail(error)
    }
  }

  private static var standardInput: String {
    SourceFile.text(FileHandle.standardInput.readDataToEndOfFile())
  }

  /// Standard input line by line, as if it were typed; errors are survived.
  private func runLines(_ lua: Lua) throws -> Int32 {
    let evaluator = try Evaluator(
      lua: lua, history: History(file: nil),
      standardLibrary: environment.searchPath().standardLibrary,
      output: { print($0) }, failure: { Self.complain($0) })
    var pending = ""
    while let line = readLine() {
      pending += line
      switch evaluator.evaluate(pending) {
      case .incomplete: pending += "\n"
      case .exit(let status): return status
      case .done, .failed: pending = ""
      }
    }
    if !pending.trimmed.isEmpty {
      Self.complain("the input ended in the middle of: \(pending.firstLine)")
    }
    return Status.done
  }

  private func fail(_ error: any Error) -> Int32 {
    if let request = Self.exitRequest(error) { return request.status }
    let standardLibrary = environment.searchPath().standardLibrary
    let underlying = (error as? LuaError)?.underlying ?? error
    if let usage = underlying as? ScriptParameters.UsageError {
      Self.complain("tarn: \(usage)")
      return Status.wrongUsage
    }
    Self.complain("tarn: " + ErrorReport.text(of: error, standardLibrary: standardLibrary))
    return Status.failed
  }

  static func exitRequest(_ error: any Error) -> ExitRequest? {
    (error as? ExitRequest) ?? (error as? LuaError)?.underlying as? ExitRequest
  }

  static func complain(_ text: String) {
    fflush(nil)
    StandardError.write(text)
  }
}
