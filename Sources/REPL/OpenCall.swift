import LuaBridge

/// The call whose table of options the cursor is in.
struct OpenCall {
  var callee: ExpressionBefore
  /// Whether a key may stand at the cursor.
  var isAtKey: Bool
  /// Keys already written in the table.
  var givenKeys: [String]

  /// - Parameter tokens: everything before the word under the cursor.
  static func find(_ tokens: ArraySlice<LuaLexer.Token>) -> OpenCall? {
    guard let brace = opening(tokens, of: tokens.endIndex, wanted: "{") else { return nil }
    let before = tokens[tokens.startIndex..<brace]
    let callee: ExpressionBefore?
    switch before.last?.text {
    case "(", ",":
      guard let parenthesis = opening(before, of: before.endIndex, wanted: "(") else { return nil }
      callee = ExpressionBefore.find(tokens[tokens.startIndex..<parenthesis])
    default: callee = ExpressionBefore.find(before)
    }
    guard let callee else { return nil }
    let inside = tokens[(brace + 1)...]
    let isAtKey = inside.isEmpty || inside.last?.text == "," || inside.last?.text == ";"
    return OpenCall(callee: callee, isAtKey: isAtKey, givenKeys: keys(inside))
  }

  /// Position of the innermost bracket still open at the end; nil if it is another than `wanted`.
  private static func opening(
    _ tokens: ArraySlice<LuaLexer.Token>, of end: Int, wanted: String
  ) -> Int? {
    var depth = 0
    var position = end - 1
    while position >= tokens.startIndex {
      switch tokens[position].text {
      case ")", "}", "]": depth += 1
      case "(", "{", "[":
        if depth == 0 { return tokens[position].text == wanted ? position : nil }
        depth -= 1
      default: break
      }
      position -= 1
    }
    return nil
  }

  private static func keys(_ inside: ArraySlice<LuaLexer.Token>) -> [String] {
    var keys: [String] = []
    var depth = 0
    for position in inside.indices {
      switch inside[position].text {
      case "(", "{", "[": depth += 1
      case ")", "}", "]": depth -= 1
      case "=" where depth == 0 && position > inside.startIndex:
        keys.append(inside[position - 1].text)
      default: break
      }
    }
    return keys
  }
}

/// The chain of names and calls that ends before the cursor: `nn.Linear(2, 3)`.
public struct ExpressionBefore: Equatable {
  enum Step: Equatable {
    /// A name, with the separator before it; the first has none.
    case name(String, separator: String)
    /// A call, with whatever arguments.
    case call
    case string
    /// `require "name"`.
    case module(String)
  }
  var steps: [Step]

  static func find(_ tokens: ArraySlice<LuaLexer.Token>) -> ExpressionBefore? {
    var steps: [Step] = []
    var position = tokens.endIndex - 1
    while position >= tokens.startIndex {
      let token = tokens[position]
      if token.text == ")" || token.text == "}" {
        guard let open = matching(tokens, position) else { return nil }
        if open == position - 2, let module = required(tokens, open + 1, before: open - 1) {
          steps.append(module)
          break
        }
        if open == position - 2, tokens[open + 1].kind == .string,
          open == tokens.startIndex || tokens[open - 1].kind == .symbol
        {
          steps.append(.string)  // ("text")
          break
        }
        steps.append(.call)
        position = open - 1
        continue
      }
      if let module = required(tokens, position, before: position - 1) {
        steps.append(module)
        break
      }
      if token.kind == .string {
        let previous = position > tokens.startIndex ? tokens[position - 1] : nil
        let isCall = previous?.kind == .name || previous?.text == ")"
        steps.append(isCall ? .call : .string)
        if !isCall { break }
        position -= 1
        continue
      }
      guard token.kind == .name else { return steps == [.string] ? finished(steps) : nil }
      let separator = position > tokens.startIndex ? tokens[position - 1].text : ""
      guard separator == "." || separator == ":" else {
        steps.append(.name(token.text, separator: ""))
        break
      }
      steps.append(.name(token.text, separator: separator))
      position -= 2
    }
    return finished(steps)
  }

  /// The module that a string behind `require` names.
  private static func required(
    _ tokens: ArraySlice<LuaLexer.Token>, _ position: Int, before: Int
  ) -> Step? {
    guard tokens[position].kind == .string, before >= tokens.startIndex,
      tokens[before].text == "require"
    else { return nil }
    return .module(String(tokens[position].text.dropFirst().dropLast()))
  }

  private static func finished(_ steps: [Step]) -> ExpressionBefore? {
    guard let first = steps.last else { return nil }
    switch first {
    case .name(_, let separator) where separator.isEmpty: break
    // `("text"):upper` and `"text":upper` begin with a string; anything else is unknown.
    case .string, .module: break
    default: return nil
    }
    return ExpressionBefore(steps: steps.reversed())
  }

  private static func matching(_ tokens: ArraySlice<LuaLexer.Token>, _ close: Int) -> Int? {
    var depth = 0
    var position = close
    while position >= tokens.startIndex {
      switch tokens[position].text {
      case ")", "}", "]": depth += 1
      case "(", "{", "[":
        depth -= 1
        if depth == 0 { return position }
      default: break
      }
      position -= 1
    }
    return nil
  }
}
