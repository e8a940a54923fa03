/// Tokens of Lua text, for the prompt: which names are declared, what stands before the cursor.
/// It never fails; text that is no Lua gives symbols.
package struct LuaLexer {
  package enum Kind: Equatable {
    case name
    case keyword
    case number
    case string
    /// A string or long comment that the text ends within; the associated value is its content.
    case openString(String)
    case openComment
    case symbol
  }

  package struct Token: Equatable {
    package var kind: Kind
    package var text: String
    /// Byte offset of its first character.
    package var start: Int
  }

  package static let keywords: Set<String> = [
    "and", "break", "do", "else", "elseif", "end", "false", "for", "function", "goto", "if", "in",
    "local", "nil", "not", "or", "repeat", "return", "then", "true", "until", "while",
  ]

  private let bytes: [UInt8]
  private var position = 0

  package static func tokens(of text: String) -> [Token] {
    var lexer = LuaLexer(bytes: Array(text.utf8))
    return lexer.all()
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private mutating func all() -> [Token] {
    var tokens: [Token] = []
    while position < bytes.count {
      if let token = next() { tokens.append(token) }
    }
    return tokens
  }

  private mutating func next() -> Token? {
    let start = position
    let byte = bytes[position]
    if byte <= 32 {
      position += 1
      return nil
    }
    if peek("--") {
      position += 2
      if let level = longBracket() { return long(level, start: start, isComment: true) }
      while position < bytes.count, bytes[position] != 10 { position += 1 }
      return position == bytes.count ? token(.openComment, start) : nil
    }
    if isNameStart(byte) {
      while position < bytes.count, isNamePart(bytes[position]) { position += 1 }
      let text = slice(start, position)
      return Token(
        kind: Self.keywords.contains(text) ? .keyword : .name, text: text, start: start)
    }
    if isDigit(byte) {
      while position < bytes.count, isNamePart(bytes[position]) || bytes[position] == 46 {
        position += 1
      }
      return token(.number, start)
    }
    if byte == 34 || byte == 39 { return quoted(byte) }
    if byte == 91, let level = longBracket() { return long(level, start: start, isComment: false) }
    let symbols = ["...", "..", "==", "~=", "<=", ">=", "//", "::", "<<", ">>"]
    position += symbols.first { peek($0) }?.utf8.count ?? 1
    return token(.symbol, start)
  }

  private mutating func quoted(_ quote: UInt8) -> Token {
    let start = position
    position += 1
    while position < bytes.count, bytes[position] != quote, bytes[position] != 10 {
      position += bytes[position] == 92 ? 2 : 1
    }
    guard position < bytes.count, bytes[position] == quote else {
      position = min(position, bytes.count)
      return token(.openString(slice(start + 1, position)), start)
    }
    position += 1
    return token(.string, start)
  }

  /// Level of a long bracket that opens here, which is then consumed.
  private mutating func longBracket() -> Int? {
    guard position < bytes.count, bytes[position] == 91 else { return nil }
    var end = position + 1
    while end < bytes.count, bytes[end] == 61 { end += 1 }
    guard end < bytes.count, bytes[end] == 91 else { return nil }
    let level = end - position - 1
    position = end + 1
    return level
  }

  private mutating func long(_ level: Int, start: Int, isComment: Bool) -> Token? {
    let content = position
    let close = "]" + String(repeating: "=", count: level) + "]"
    while position < bytes.count {
      if peek(close) {
        position += close.utf8.count
        return isComment ? nil : token(.string, start)
      }
      position += 1
    }
    return token(isComment ? .openComment : .openString(slice(content, position)), start)
  }

  private func token(_ kind: Kind, _ start: Int) -> Token {
    Token(kind: kind, text: slice(start, position), start: start)
  }

  private func slice(_ start: Int, _ end: Int) -> String {
    String(decoding: bytes[min(start, end)..<end], as: UTF8.self)
  }

  private func peek(_ text: String) -> Bool {
    bytes[position...].starts(with: text.utf8)
  }

  private func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
  private func isNameStart(_ byte: UInt8) -> Bool {
    (65...90).contains(byte) || (97...122).contains(byte) || byte == 95
  }
  private func isNamePart(_ byte: UInt8) -> Bool { isNameStart(byte) || isDigit(byte) }
}
