import LuaBridge

/// The inputs of a session as a script.
struct SavedSession {
  private(set) var lines: [String] = []
  /// Inputs that stand in it as comments, for they use values that only the prompt has.
  private(set) var leftOut = 0

  /// - Parameter isStatement: whether a text is a chunk of Lua as it stands.
  init(_ inputs: [String], isStatement: (String) -> Bool) {
    let names = inputs.map { input in
      Set(
        LuaLexer.tokens(of: input).filter { $0.kind == .name && Evaluator.isOwn($0.text) }.map(
          \.text))
    }
    // Where a later input uses the last value, each is kept under that name.
    let keepsLast = names.contains { $0.contains("_") }
    for (input, used) in zip(inputs, names) {
      if !used.subtracting(["_"]).isEmpty {
        lines += input.split(separator: "\n").map { "-- " + $0 }
        leftOut += 1
        continue
      }
      var expression = input.trimmed
      let isSilent = expression.hasSuffix(";")
      while expression.hasSuffix(";") { expression = String(expression.dropLast()).trimmed }
      let isValue = isStatement("return \(expression)")
      if isValue, keepsLast {
        lines.append("_ = \(expression)")
        if !isSilent { lines.append("print(_)") }
      } else if isStatement(input) {
        lines.append(input)
      } else {
        lines.append(isSilent ? "local _ = \(expression)" : "print(\(expression))")
      }
    }
  }
}
