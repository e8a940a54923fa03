import LuaBridge

/// Names that a chunk declares as `local` at its top level. The prompt keeps them, so that a line
/// taken from a script means at the prompt what it means there.
package enum PromptLocals {
  package static func names(in chunk: String) -> [String] {
    let tokens = LuaLexer.tokens(of: chunk)
    var names: [String] = []
    var depth = 0
    var position = 0
    while position < tokens.count {
      let token = tokens[position]
      position += 1
      switch token.text {
      case "function", "then", "do", "repeat", "(", "{", "[":
        depth += 1
      case "end", "until", ")", "}", "]": depth -= 1
      case "elseif" where token.kind == .keyword: depth -= 1
      case "else" where token.kind == .keyword: break
      case "local" where token.kind == .keyword && depth == 0:
        if position < tokens.count, tokens[position].text == "function" {
          if position + 1 < tokens.count { names.append(tokens[position + 1].text) }
        } else {
          names += declared(tokens, from: position)
        }
      default: break
      }
    }
    return names.reduce(into: []) { unique, name in
      if !unique.contains(name) { unique.append(name) }
    }
  }

  /// `a, b <const>, c`; to-be-closed variables end with the chunk and are not kept.
  private static func declared(_ tokens: [LuaLexer.Token], from start: Int) -> [String] {
    var names: [String] = []
    var position = start
    while position < tokens.count, tokens[position].kind == .name {
      var isKept = true
      let name = tokens[position].text
      position += 1
      if position + 2 < tokens.count, tokens[position].text == "<" {
        isKept = tokens[position + 1].text != "close"
        position += 3
      }
      if isKept { names.append(name) }
      guard position < tokens.count, tokens[position].text == "," else { break }
      position += 1
    }
    return names
  }
}
