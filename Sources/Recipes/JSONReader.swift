import LuaBridge

/// Reads a text in JSON.
package struct JSONReader {
  private let bytes: [UInt8]
  private var position = 0
  private var depth = 0

  /// - Throws: ``MessageError`` that says where the text is wrong.
  package static func read(_ bytes: [UInt8]) throws -> JSON {
    var reader = JSONReader(bytes: bytes)
    let value = try reader.value()
    reader.skip()
    guard reader.position == bytes.count else {
      throw reader.failure("something follows the value")
    }
    return value
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private func failure(_ text: String) -> MessageError {
    let line = bytes[..<min(position, bytes.count)].count { $0 == 10 } + 1
    return MessageError("line \(line): \(text)")
  }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skip() {
    while let byte = next, [32, 9, 10, 13].contains(byte) { position += 1 }
  }

  private mutating func take(_ word: String) -> Bool {
    guard bytes[position...].starts(with: word.utf8) else { return false }
    position += word.utf8.count
    return true
  }

  private mutating func value() throws -> JSON {
    skip()
    guard let byte = next else { throw failure("the text ends too early") }
    switch byte {
    case UInt8(ascii: "{"): return try .object(object())
    case UInt8(ascii: "["): return try .array(array())
    case UInt8(ascii: "\""): return try .string(string())
    default:
      if take("true") { return .boolean(true) }
      if take("false") { return .boolean(false) }
      if take("null") { return .null }
      return try number()
    }
  }

  private mutating func array() throws -> [JSON] {
    var items: [JSON] = []
    try list("]") { reader in items.append(try reader.value()) }
    return items
  }

  private mutating func object() throws -> [String: JSON] {
    var fields: [String: JSON] = [:]
    try list("}") { reader in
      guard reader.next == UInt8(ascii: "\"") else { throw reader.failure("expected a name") }
      let name = try reader.string()
      reader.skip()
      guard reader.take(":") else { throw reader.failure("expected ':'") }
      fields[name] = try reader.value()
    }
    return fields
  }

  private mutating func list(_ close: String, _ item: (inout JSONReader) throws -> Void) throws {
    position += 1
    depth += 1
    defer { depth -= 1 }
    guard depth <= 200 else { throw failure("tables lie too deep inside each other") }
    skip()
    if take(close) { return }
    while true {
      skip()
      try item(&self)
      skip()
      if take(close) { return }
      guard take(",") else { throw failure("expected ',' or '\(close)'") }
    }
  }

  private mutating func number() throws -> JSON {
    let start = position
    while let byte = next, "+-.0123456789eE".utf8.contains(byte) { position += 1 }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if let integer = Int(text), text.first != "+" { return .integer(integer) }
    guard let number = Double(text) else {
      throw failure(
        "expected a value, got '\(String(decoding: bytes[start...].prefix(12), as: UTF8.self))'")
    }
    return .number(number)
  }

  private mutating func string() throws -> String {
    position += 1
    var result: [UInt8] = []
    while let byte = next, byte != UInt8(ascii: "\"") {
      position += 1
      guard byte == UInt8(ascii: "\\") else {
        result.append(byte)
        continue
      }
      guard let escaped = next else { break }
      position += 1
      switch escaped {
      case UInt8(ascii: "n"): result.append(10)
      case UInt8(ascii: "t"): result.append(9)
      case UInt8(ascii: "r"): result.append(13)
      case UInt8(ascii: "b"): result.append(8)
      case UInt8(ascii: "f"): result.append(12)
      case UInt8(ascii: "u"): result += try unicode()
      default: result.append(escaped)
      }
    }
    guard next != nil else { throw failure("a string does not end") }
    position += 1
    return String(decoding: result, as: UTF8.self)
  }

  private mutating func unicode() throws -> [UInt8] {
    func unit(at place: Int) -> UInt32? {
      guard place + 4 <= bytes.count else { return nil }
      return UInt32(String(decoding: bytes[place..<place + 4], as: UTF8.self), radix: 16)
    }
    guard var code = unit(at: position) else { throw failure("a damaged \\u") }
    position += 4
    if (0xD800..<0xDC00).contains(code), bytes[position...].starts(with: "\\u".utf8),
      let low = unit(at: position + 2), (0xDC00..<0xE000).contains(low)
    {
      position += 6
      code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)
    }
    return Array(String(Unicode.Scalar(code).map(Character.init) ?? "\u{FFFD}").utf8)
  }
}
