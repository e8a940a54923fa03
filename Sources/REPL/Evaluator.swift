import LuaBridge

/// Takes what was typed, runs it, and says what came out. It knows no terminal.
public final class Evaluator {
  public enum Outcome: Equatable {
    case done
    case failed
    /// More lines are needed.
    case incomplete
    /// The user wants to leave.
    case exit(Int32)
  }

  public let lua: Lua
  /// Globals of the prompt: the state's, and in front of them the locals of earlier lines.
  public let scope: LuaTable
  /// What succeeded, for `:save`.
  public internal(set) var transcript: [String] = []
  public let history: History

  /// Inputs that `:save` has written.
  var saved = 0
  let standardLibrary: String?
  let output: (String) -> Void
  let failure: (String) -> Void
  var lastError: (any Error)?
  private let clock = ContinuousClock()
  private let showsTime: Bool

  /// - Parameters:
  ///   - output: gets results, line by line.
  ///   - failure: gets errors.
  ///   - showsTime: whether evaluations of more than a second say how long they took.
  public init(
    lua: Lua, history: History, standardLibrary: String? = nil, showsTime: Bool = false,
    output: @escaping (String) -> Void, failure: @escaping (String) -> Void
  ) throws {
    self.lua = lua
    self.history = history
    self.standardLibrary = standardLibrary
    self.showsTime = showsTime
    self.output = output
    self.failure = failure
    let made = try lua.run(
      "return setmetatable({}, {__index = _G, __newindex = _G, __metatable = false})",
      chunkName: "=prompt")
    guard let scope = made.first?.asTable else { throw MessageError("the prompt has no scope") }
    self.scope = scope
  }

  /// Runs one input, which may have several lines.
  public func evaluate(_ input: String) -> Outcome {
    let text = input.trimmed
    if text.isEmpty { return .done }
    do {
      if let command = PromptCommand(text) {
        return try lua.interruptible { try run(command) }
      }
      let chunk: Chunk
      do { chunk = try compile(input) } catch let error as LuaError where error.isIncomplete {
        return .incomplete
      }
      try lua.interruptible { try run(chunk, isSilent: text.hasSuffix(";")) }
      transcript.append(input)
      return .done
    } catch {
      // What the call that was stopped had by then.
      if error is Interrupted, let partial = lua.partialResult {
        scope["_"] = partial
        failure("_ holds what was done until then")
      }
      return report(error)
    }
  }

  /// Says what went wrong.
  func report(_ error: any Error) -> Outcome {
    if let request = (error as? LuaError)?.underlying as? ExitRequest {
      return .exit(request.status)
    }
    if let request = error as? ExitRequest { return .exit(request.status) }
    lastError = error
    failure(ErrorReport.text(of: error, standardLibrary: standardLibrary))
    return .failed
  }

  struct Chunk {
    var function: LuaFunction
    /// Locals that the chunk hands over.
    var locals: [String]
  }

  /// As an expression first, then as a statement whose top-level locals are kept.
  func compile(_ input: String) throws -> Chunk {
    let expressionError: LuaError
    do {
      let function = try load("return " + input)
      return Chunk(function: function, locals: [])
    } catch let error as LuaError { expressionError = error }
    do {
      let function = try load(input)
      let locals = PromptLocals.names(in: input)
      if !locals.isEmpty {
        // Fails if the input ends with `return`: then nothing is kept.
        let kept = locals.joined(separator: ", ")
        if let keeping = try? load(input + "\nreturn \(kept)") {
          return Chunk(function: keeping, locals: locals)
        }
      }
      return Chunk(function: function, locals: [])
    } catch let error as LuaError {
      if error.isIncomplete || !expressionError.isIncomplete {
        throw startsExpression(input, error) ? expressionError : error
      }
      throw expressionError
    }
  }

  private func load(_ source: String) throws -> LuaFunction {
    try lua.load(source, chunkName: "=prompt", environment: scope)
  }

  /// Whether a statement failed at its first token, so that it was meant as an expression.
  private func startsExpression(_ input: String, _ error: LuaError) -> Bool {
    guard !error.isIncomplete, let first = LuaLexer.tokens(of: input).first else { return false }
    return error.message.hasSuffix("unexpected symbol near '\(first.text)'")
  }

  private func run(_ chunk: Chunk, isSilent: Bool) throws {
    let start = clock.now
    let results = try lua.call(chunk.function)
    let seconds = (clock.now - start) / .seconds(1)
    if chunk.locals.isEmpty {
      show(results, isSilent: isSilent)
    } else {
      for (position, name) in chunk.locals.enumerated() {
        scope[name] = position < results.count ? results[position] : nil
      }
    }
    if showsTime, seconds > 1 { output("(\((seconds * 10).rounded() / 10) s)") }
  }

  /// Prints results, nils included, and keeps the first as `_`.
  func show(_ results: [LuaValue], isSilent: Bool = false) {
    guard let first = results.first else { return }
    scope["_"] = first
    if isSilent { return }
    let printer = Printer(lua: lua)
    for result in results { output(printer.text(of: result)) }
  }
}

extension String {
  var trimmed: String {
    guard let first = firstIndex(where: { !$0.isWhitespace }),
      let last = lastIndex(where: { !$0.isWhitespace })
    else { return "" }
    return String(self[first...last])
  }
}
