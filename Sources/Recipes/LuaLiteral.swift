import Foundation
import LuaBridge

/// What the text of a Lua file says without being run: the table that it returns, as far as that is written
/// out. Listing recipes runs none of them.
package enum LuaLiteral: Equatable {
  case string(String)
  case number(Double)
  case boolean(Bool)
  /// Items with positions and with names.
  case table(items: [LuaLiteral], fields: [String: LuaLiteral])
  /// An expression that would have to be run.
  case expression

  package subscript(name: String) -> LuaLiteral? {
    if case .table(_, let fields) = self { fields[name] } else { nil }
  }
  package var string: String? { if case .string(let text) = self { text } else { nil } }
  package var items: [LuaLiteral] { if case .table(let items, _) = self { items } else { [] } }

  /// The table that a chunk returns at its end: `return {…}`, or `return name` of `local name = {…}`. Nil if it
  /// returns nothing of the kind.
  package static func returned(by chunk: [UInt8]) -> LuaLiteral? {
    let tokens = LuaLexer.tokens(of: String(decoding: chunk, as: UTF8.self))
    guard let last = outermostReturn(tokens), last + 1 < tokens.count else { return nil }
    var start = last + 1
    if tokens[start].kind == .name, start + 1 == tokens.count || tokens[start + 1].text == ";" {
      let name = tokens[start].text
      // The first, for later ones are inside of functions, or assign again.
      guard
        let definition = tokens.indices.dropLast(2).first(where: {
          tokens[$0].text == name && tokens[$0 + 1].text == "=" && tokens[$0 + 2].text == "{"
        })
      else { return .expression }
      start = definition + 2
    }
    let first = tokens[start]
    guard first.text == "{" else {
      let isPlain =
        first.kind == .number || first.kind == .string
        || ["nil", "true", "false"].contains(first.text)
      return isPlain ? nil : .expression
    }
    var reader = Reader(tokens: tokens, position: start)
    return reader.value()
  }

  /// The `return` that is inside of no function, block or table.
  private static func outermostReturn(_ tokens: [LuaLexer.Token]) -> Int? {
    var depth = 0
    for (position, token) in tokens.enumerated() {
      guard token.kind == .keyword || token.kind == .symbol else { continue }
      switch token.text {
      case "{", "function", "if", "do", "repeat": depth += 1
      case "}", "end", "until": depth -= 1
      case "return" where depth == 0: return position
      default: break
      }
    }
    return nil
  }

  private struct Reader {
    let tokens: [LuaLexer.Token]
    var position: Int
    var depth = 0

    private var text: String { position < tokens.count ? tokens[position].text : "" }

    /// One value, up to the comma or bracket that ends it.
    mutating func value() -> LuaLiteral {
      let start = position
      var result = first()
      // Strings in pieces.
      while text == "..", let left = result.string, position + 1 < tokens.count {
        position += 1
        guard let right = first().string else { break }
        result = .string(left + right)
      }
      if text.isEmpty || [",", ";", "}"].contains(text) || depth == 0 { return result }
      position = start
      skip()
      return .expression
    }

    private mutating func first() -> LuaLiteral {
      guard position < tokens.count else { return .expression }
      let token = tokens[position]
      switch (token.kind, token.text) {
      case (.symbol, "{"): return depth < 100 ? table() : .expression
      case (.string, _):
        position += 1
        return LuaLiteral.unquoted(token.text).map { .string($0) } ?? .expression
      case (.number, _), (.symbol, "-"):
        let isNegative = token.text == "-"
        if isNegative { position += 1 }
        let number = Double(text)
        position += 1
        return number.map { .number(isNegative ? -$0 : $0) } ?? .expression
      case (.keyword, "true"), (.keyword, "false"):
        position += 1
        return .boolean(token.text == "true")
      default: return .expression
      }
    }

    private mutating func table() -> LuaLiteral {
      position += 1
      depth += 1
      defer { depth -= 1 }
      var items: [LuaLiteral] = []
      var fields: [String: LuaLiteral] = [:]
      while position < tokens.count, text != "}" {
        if text == "," || text == ";" {
          position += 1
        } else if tokens[position].kind == .name, position + 1 < tokens.count,
          tokens[position + 1].text == "="
        {
          let name = text
          position += 2
          fields[name] = value()
        } else if text == "[" {
          position += 1
          let key = first()
          guard text == "]" else {
            skip()
            continue
          }
          position += 2
          let value = value()
          if let name = key.string { fields[name] = value }
        } else {
          items.append(value())
        }
      }
      position += 1
      return .table(items: items, fields: fields)
    }

    /// Goes on to the comma or bracket that ends an expression.
    private mutating func skip() {
      var depth = 0
      while position < tokens.count {
        let token = tokens[position]
        if token.kind == .symbol || token.kind == .keyword {
          if depth == 0, [",", ";", "}"].contains(token.text) { return }
          if ["{", "(", "[", "function", "if", "do", "repeat"].contains(token.text) { depth += 1 }
          if ["}", ")", "]", "end", "until"].contains(token.text) { depth -= 1 }
        }
        position += 1
      }
    }
  }

  /// The content of a string in quotes or long brackets; nil for escapes that are not read.
  private static func unquoted(_ text: String) -> String? {
    if text.hasPrefix("[") {
      let level = text.dropFirst().prefix { $0 == "=" }.count + 2
      let content = text.dropFirst(level).dropLast(level)
      return String(content.hasPrefix("\n") ? content.dropFirst() : content)
    }
    var result = ""
    var rest = text.dropFirst().dropLast()
    while let character = rest.popFirst() {
      guard character == "\\" else {
        result.append(character)
        continue
      }
      switch rest.popFirst() {
      case "n": result.append("\n")
      case "t": result.append("\t")
      case "\n": result.append("\n")
      case "z": rest = rest.drop(while: \.isWhitespace)
      case let quoted? where "\\\"'".contains(quoted): result.append(quoted)
      default: return nil
      }
    }
    return result
  }
}
