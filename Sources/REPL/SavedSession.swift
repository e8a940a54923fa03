import LuaBridge

/// The inputs of a session as a script.
struct SavedSession {
  private(set) var lines: [String] = []
  /// Inputs that stand in it as comments, for they use values that only the prompt has.
  private(set) var leftOut = 0

  /// - Parameter isStatement: whether a text is a chunk of Lua as it stands.
  init(_ inputs: [String], isStatement: (String) -> Bool) {
    let names = inputs.map { input in
      Set(LuaLexer.tokens(of: input).filter { $0.kind == .name }.map(\.text))
    }
    let own = names.map { $0.filter(Evaluator.isOwn) }
    // Where a later input uses the last value, each is kept under that name.
    let keepsLast = own.contains { $0.contains("_") }
    let show = SavedSession.freeName(names.reduce(into: []) { $0.formUnion($1) })
    var shows = false
    var localCount = 0
    for (input, used) in zip(inputs, own) {
      let tokens = LuaLexer.tokens(of: input).filter { $0.kind != .openComment }
      guard let last = tokens.last(where: { $0.text != ";" }) else { continue }
      if !used.subtracting(["_"]).isEmpty {
        lines += input.split(separator: "\n").map { "-- " + $0 }
        leftOut += 1
        continue
      }
      // Without a comment at the end, which would take a parenthesis with it.
      let text = String(
        decoding: input.utf8.prefix(last.start + last.text.utf8.count), as: UTF8.self)
      let isSilent = tokens.last?.text == ";"
      let expression = SavedSession.expression(text, isStatement)
      switch expression {
      case nil where !isStatement(text + "\nlocal _"):
        // It returns something at its end, which must not end the script.
        lines.append("\(show)((function() \(text)\nend)())")
        shows = true
      case nil: lines.append(SavedSession.statement(input, tokens.map(\.text), &localCount))
      case let value? where isSilent:
        lines.append(
          keepsLast ? "_ = \(value)" : isStatement(value) ? value : "local _ = \(value)")
      case let value? where keepsLast || isStatement(value):
        // A call may return nothing, which prints nothing.
        lines.append("\(show)(\(value))")
        shows = true
      case let value?: lines.append("print(\(value))")
      }
    }
    if shows {
      let keeps = keepsLast ? " _ = (...)" : ""
      lines.insert(
        "local function \(show)(...) if select('#', ...) > 0 then\(keeps) print(...) end end", at: 0
      )
    }
  }

  /// A statement as it stands among others.
  /// - Parameter locals: how many there were before; a chunk may have 200.
  private static func statement(_ input: String, _ tokens: [String], _ locals: inout Int) -> String
  {
    // The prompt does not hold variables constant.
    var text = input.replacing(#/<\s*const\s*>/#, with: "")
    if tokens.contains("::") { text = "do \(text)\nend" }
    locals += PromptLocals.names(in: text).count
    if locals > 150, tokens.first == "local", tokens.contains("="),
      tokens.dropFirst().first != "function"
    {
      text = String(text.trimmed.dropFirst("local".count))
    }
    // A line that begins so would go on with the one before.
    return tokens.first == "(" ? ";" + text : text
  }

  /// What an input is the value of; nil for a statement.
  private static func expression(_ text: String, _ isStatement: (String) -> Bool) -> String? {
    if LuaLexer.tokens(of: text).first?.text == "return", isStatement(text) {
      return String(text.trimmed.dropFirst("return".count)).trimmed
    }
    return isStatement("return \(text)") ? text.trimmed : nil
  }

  private static func freeName(_ used: Set<String>) -> String {
    var name = "show"
    while used.contains(name) { name += "_" }
    return name
  }
}
