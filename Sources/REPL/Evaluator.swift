import LuaBridge
import Recipes

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
  /// What succeeded, for `:save`; of a file that was loaded its text.
  public internal(set) var transcript: [String] = []
  public let history: History

  /// The text of inputs and files that ran here.
  public let texts = ChunkTexts()
  /// Variables of the start-up file.
  var givenNames: Set<String> = []
  /// Inputs that `:save` has written.
  var saved = 0
  let standardLibrary: String?
  /// Where recipes are found by name.
  let shelf: RecipeShelf?
  let output: (String) -> Void
  let failure: (String) -> Void
  var lastError: (any Error)?
  /// Which of the last error's functions is looked at, from the innermost.
  var selectedFrame = 0
  /// Whether functions of the last error have been looked at.
  var isLooking = false
  let clock = ContinuousClock()
  private let showsTime: Bool
  private let style: Style
  /// How many inputs there were: errors name each `prompt[n]`, and `_n` is its value.
  private var number = 0
  /// What `ans` was set to, as long as the user has made no use of the name.
  private var answer: LuaValue = nil

  /// - Parameters:
  ///   - output: gets results, line by line.
  ///   - failure: gets errors.
  ///   - showsTime: whether evaluations of more than half a second say how long they took.
  public init(
    lua: Lua, history: History, standardLibrary: String? = nil, shelf: RecipeShelf? = nil,
    showsTime: Bool = false,
    style: Style = .plain, output: @escaping (String) -> Void, failure: @escaping (String) -> Void
  ) throws {
    self.lua = lua
    self.history = history
    self.standardLibrary = standardLibrary
    self.shelf = shelf
    self.showsTime = showsTime
    self.style = style
    self.output = output
    self.failure = failure
    let made = try lua.run(
      "return setmetatable({}, {__index = _G, __newindex = _G, __metatable = false})",
      chunkName: "=prompt")
    guard let scope = made.first?.asTable else { throw MessageError("the prompt has no scope") }
    self.scope = scope
    lua.keepFrames(true)
    for name in ["_", "__", "ans"] { lua.declareGlobal(name) }
  }

  /// Runs one input, which may have several lines.
  public func evaluate(_ input: String) -> Outcome {
    evaluate(input, isPasted: input.contains("\n"))
  }

  /// - Parameter isPasted: whether it may be several inputs, one after the other.
  private func evaluate(_ input: String, isPasted: Bool) -> Outcome {
    let text = input.trimmed
    if text.isEmpty { return .done }
    number += 1
    do {
      if let command = PromptCommand(text) {
        return try lua.interruptible { try run(command) }
      }
      let chunk: Chunk
      do { chunk = try compile(input) } catch let error as LuaError where error.isIncomplete {
        number -= 1
        return isPasted && endsWithExpression(input) ? evaluate(lines: input) : .incomplete
      } catch  where isPasted {
        number -= 1
        return evaluate(lines: input)
      }
      try lua.interruptible { try run(chunk, isSilent: text.hasSuffix(";")) }
      transcript.append(input)
      return .done
    } catch {
      // What the call that was stopped had by then.
      if error is Interrupted, let partial = lua.partialResult {
        remember(partial)
        failure("_ holds what was done until then")
      }
      return report(error)
    }
  }

  /// Whether the last line is an expression and all before it a chunk.
  private func endsWithExpression(_ input: String) -> Bool {
    let lines = input.split(separator: "\n", omittingEmptySubsequences: false)
    let before = lines.dropLast().joined(separator: "\n")
    guard let last = lines.last, !before.trimmed.isEmpty else { return false }
    return [before, "return " + last].allSatisfy {
      (try? lua.load($0, chunkName: "=input")) != nil
    }
  }

  /// What is no chunk as a whole may be lines that were pasted together: each as if it had been typed, up to
  /// the first that fails.
  private func evaluate(lines: String) -> Outcome {
    var pending = ""
    for line in lines.split(separator: "\n", omittingEmptySubsequences: false) {
      pending += pending.isEmpty ? String(line) : "\n" + line
      switch evaluate(pending, isPasted: false) {
      case .incomplete: continue
      case .done: pending = ""
      case let outcome: return outcome
      }
    }
    if pending.isEmpty { return .done }
    // What stands before it has run, and shall not run again.
    failure("the input ended in the middle of: \(pending.firstLine)")
    return .failed
  }

  /// Says what went wrong.
  func report(_ error: any Error) -> Outcome {
    if let request = (error as? LuaError)?.underlying as? ExitRequest {
      return .exit(request.status)
    }
    if let request = error as? ExitRequest { return .exit(request.status) }
    // A command that was mistyped leaves the error that is looked at.
    if error is LuaError || error is Interrupted, !isSlip(error) {
      lastError = error
      selectedFrame = 0
      isLooking = false
    }
    failure(report.text(of: error))
    return .failed
  }

  /// Whether an error came from the input alone while frames were looked at: a mistyped name, which takes
  /// nothing away.
  private func isSlip(_ error: any Error) -> Bool {
    guard isLooking, let raised = error as? LuaError,
      raised.message.contains(#/: '[^']*' is not defined/#)
    else { return false }
    return frames(of: raised).allSatisfy { $0.shortSource == chunkName }
  }

  /// How errors are told.
  var report: ErrorReport {
    var report = ErrorReport(standardLibrary: standardLibrary, texts: texts, lua: lua)
    report.latestChunk = chunkName
    report.style = style
    return report
  }

  private var chunkName: String { "prompt[\(number)]" }

  struct Chunk {
    var function: LuaFunction
    /// Locals that the chunk hands over.
    var locals: [String]
  }

  /// As an expression first, then as a statement whose top-level locals are kept.
  func compile(_ input: String) throws -> Chunk {
    texts.remember(chunkName, input)
    let expressionError: LuaError
    do {
      let function = try load(Self.keepsFrame + "return " + input)
      return Chunk(function: function, locals: [])
    } catch let error as LuaError { expressionError = error }
    do {
      let isReturn = LuaLexer.tokens(of: input).first?.text == "return"
      let function = try load(isReturn ? Self.keepsFrame + input : input)
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

  /// Before what returns something: what returns from the reach of a variable that is to be closed is no tail call, so
  /// that the input stays among the functions of an error.
  private static let keepsFrame = "local \(ownLocal) <close> = nil "
  static let ownLocal = "_input"

  private func load(_ source: String) throws -> LuaFunction {
    try lua.load(source, chunkName: "=" + chunkName, environment: scope)
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
      keep(chunk.locals, results)
    }
    if showsTime, seconds > 0.5 { output(style.quiet("(\(Self.shown(seconds: seconds)))")) }
  }

  /// Locals of a chunk that ended, as variables of the prompt.
  func keep(_ names: [String], _ values: [LuaValue]) {
    for (position, name) in names.enumerated() {
      scope[name] = position < values.count ? values[position] : nil
    }
  }

  /// Prints results, nils included, and keeps the first as `_` (the one before as `__`), `_n` and `ans`.
  func show(_ results: [LuaValue], isSilent: Bool = false) {
    guard let first = results.first else { return }
    remember(first)
    if isSilent { return }
    let printer = Printer(lua: lua)
    for result in results { output(printer.shown(result)) }
  }

  /// Values that `_1`, `_2`, … hold on to: the latest of this many inputs.
  private static let rememberedValues = 20

  func remember(_ value: LuaValue) {
    scope["__"] = scope["_"]
    scope["_"] = value
    // A file may have set the global.
    lua.globals["_"] = nil
    scope["_\(number)"] = value
    scope["_\(number - Self.rememberedValues)"] = nil
    // The name is the user's once he has used it.
    if lua.globals["ans"].isNil, scope["ans"] == answer || scope["ans"].isNil {
      scope["ans"] = value
      answer = scope["ans"]
    }
  }

  /// Names that the prompt sets by itself.
  static func isOwn(_ name: String) -> Bool {
    name == "_" || name == "__" || name == "ans"
      || name.wholeMatch(of: #/_\d+/#) != nil
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
