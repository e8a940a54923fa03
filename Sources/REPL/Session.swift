import Foundation
import LuaBridge
import Recipes

/// One run of the program: what to run, in which order, and with which exit code.
public struct Session {
  /// What the command line asks for.
  public struct Plan {
    public enum Step {
      /// `-e`: text that ``ByteText`` made of the chunk.
      case chunk(String)
      /// `-l`: a module to require, or `name=module`.
      case module(String)
    }
    /// What comes before the script, in order.
    public var steps: [Step] = []
    /// `-W`: whether `warn` is heard.
    public var warns = false
    public var script: String?
    /// Everything after the script.
    public var arguments: [String] = []
    /// `-i`: the prompt afterwards; input that is no terminal is read line by line.
    public var staysInteractive = false
    /// Whether the prompt runs the user's start-up file first.
    public var readsStartUpFile = true

    public init() {}
  }

  public enum Status {
    public static let done: Int32 = 0
    public static let failed: Int32 = 1
    public static let wrongUsage: Int32 = 2
  }

  private let environment: Environment
  /// The text of chunks that are no files.
  private let texts = ChunkTexts()

  public init(_ environment: Environment) { self.environment = environment }

  /// Runs the plan; the result is the exit code.
  public func run(_ plan: Plan) -> Int32 {
    // First: what is pressed while the state is made stops what would run in it.
    Interrupt.install()
    Terminal.tellLongCalls()
    var status = Status.done
    let failure = withLua(script: plan.script, arguments: plan.arguments) { lua in
      status = try run(plan, lua)
    }
    return failure == Status.done ? status : failure
  }

  private func run(_ plan: Plan, _ lua: Lua) throws -> Int32 {
    // After a failure the prompt can look at its functions.
    if plan.staysInteractive { lua.keepFrames(true) }
    var earlier: (any Error)?
    if let status = runChunks(plan, lua, &earlier) { return status }
    let hasRun =
      plan.script != nil
      || plan.steps.contains { if case .chunk = $0 { true } else { false } }
    if hasRun, !plan.staysInteractive { return Status.done }
    if isatty(0) == 1 {
      let prompt = try Prompt(environment, lua: lua, after: earlier)
      if plan.readsStartUpFile { prompt.runStartUpFile() }
      return prompt.run(greets: !hasRun)
    }
    return plan.staysInteractive ? try runLines(lua, after: earlier) : try runInput(lua)
  }

  /// Makes a state, runs `body`, closes the state; errors are told and become an exit code.
  public func withLua(
    script: String?, arguments: [String] = [], _ body: (Lua) throws -> Void
  ) -> Int32 {
    do {
      let lua = try environment.makeLua(script: script, arguments: arguments)
      defer {
        lua.close()
        fflush(nil)
      }
      do { try body(lua) } catch { return fail(error, lua) }
      return Status.done
    } catch {
      return fail(error)
    }
  }

  /// Modules, chunks and script; a status if that ends the session.
  private func runChunks(_ plan: Plan, _ lua: Lua, _ failure: inout (any Error)?) -> Int32? {
    do {
      try lua.interruptible(forgets: false) {
        if plan.warns { try lua.run("warn('@on')") }
        for step in plan.steps { try run(step, lua) }
        if let script = plan.script { try runScript(script, plan.arguments, lua) }
      }
      return nil
    } catch {
      let status = fail(error, lua)
      failure = error
      let isExit = Self.exitRequest(error) != nil
      return plan.staysInteractive && !isExit ? nil : status
    }
  }

  private func run(_ step: Plan.Step, _ lua: Lua) throws {
    switch step {
    case .chunk(let text):
      texts.remember("-e", ByteText.shown(text))
      try lua.call(lua.load(ByteText.bytes(text), chunkName: "=-e"))
    case .module(let text):
      // As in Lua: the module's value becomes a global of its name, unless it is one of ours.
      let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
      let module = parts.last ?? text
      let name =
        parts.count > 1 ? parts[0] : module.split(separator: ".").last.map(String.init) ?? module
      let value = try lua.run("return require(...)", name: "=-l", arguments: [.string(module)])
      if parts.count > 1 || lua.module(named: name) == nil {
        try lua.setGlobal(name, value.first ?? nil)
      }
    }
  }

  private func runScript(_ path: String, _ arguments: [String], _ lua: Lua) throws {
    let function =
      try path == "-"
      ? lua.load(SourceFile.standardInput(), chunkName: "=stdin") : lua.load(file: path)
    let results = try lua.call(function, arguments.map { .string($0) })
    guard case .table(let table)? = results.first, Recipe.isRecipe(table) else { return }
    var run = RecipeRun(try Recipe(table, path: path), lua: lua)
    try run.run(arguments)
  }

  /// Standard input as one script.
  private func runInput(_ lua: Lua) throws -> Int32 {
    do {
      try lua.interruptible(forgets: false) {
        let bytes = try SourceFile.standardInput()
        texts.remember("stdin", String(decoding: bytes, as: UTF8.self))
        _ = try lua.call(lua.load(bytes, chunkName: "=stdin"))
      }
      return Status.done
    } catch {
      return fail(error, lua)
    }
  }

  /// Standard input line by line, as if it were typed; errors are survived.
  private func runLines(_ lua: Lua, after earlier: (any Error)?) throws -> Int32 {
    let evaluator = try Evaluator(
      lua: lua, history: History(file: nil),
      standardLibrary: environment.searchPath().standardLibrary,
      shelf: RecipeShelf(environment.searchPath()), output: StandardOutput.write,
      failure: { Self.complain($0) })
    evaluator.lastError = earlier
    var pending = ""
    while let line = SourceFile.nextLine() {
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

  private func fail(_ error: any Error, _ lua: Lua? = nil) -> Int32 {
    if let request = Self.exitRequest(error) { return request.status }
    let standardLibrary = environment.searchPath().standardLibrary
    let underlying = (error as? LuaError)?.underlying ?? error
    if let usage = underlying as? ScriptParameters.UsageError {
      Self.complain("tarn: \(usage)")
      return Status.wrongUsage
    }
    var report = ErrorReport(
      standardLibrary: standardLibrary, texts: texts, lua: lua)
    report.style = environment.style(2)
    Self.complain("tarn: " + report.text(of: error))
    return Status.failed
  }

  static func exitRequest(_ error: any Error) -> ExitRequest? {
    (error as? ExitRequest) ?? (error as? LuaError)?.underlying as? ExitRequest
  }

  public static func complain(_ text: String) {
    fflush(nil)
    StandardError.write(text)
  }
}

extension Session {
  /// Runs the recipe of a file; the result is the exit code.
  public func runRecipe(_ path: String, arguments: [String], options: RecipeRun.Options) -> Int32 {
    Interrupt.install()
    Terminal.tellLongCalls()
    return withLua(script: path, arguments: arguments) { lua in
      try lua.interruptible {
        var run = RecipeRun(try Recipe.load(path, lua), options: options, lua: lua)
        try run.run(arguments)
      }
    }
  }
}
