import Glibc

/// Bytes as a `String` that keeps all of them: a byte that is no part of UTF-8 becomes a character of the last
/// private plane, U+10FF00 and the byte, and so do bytes that would read as one of those characters.
public enum ByteText {
  private static let base: UInt32 = 0x10FF00

  public static func string(_ bytes: some Sequence<UInt8>) -> String {
    let bytes = Array(bytes)
    if let text = String(validating: bytes, as: UTF8.self),
      !text.unicodeScalars.contains(where: isByte)
    {
      return text
    }
    var scalars = String.UnicodeScalarView()
    var position = 0
    while position < bytes.count {
      let length = (1...4).first { length in
        guard position + length <= bytes.count else { return false }
        let text = String(validating: bytes[position..<position + length], as: UTF8.self)
        return text?.unicodeScalars.first.map { !isByte($0) } ?? false
      }
      if let length {
        scalars.append(
          contentsOf: String(decoding: bytes[position..<position + length], as: UTF8.self)
            .unicodeScalars)
      } else if let scalar = Unicode.Scalar(base + UInt32(bytes[position])) {
        scalars.append(scalar)
      }
      position += length ?? 1
    }
    return String(scalars)
  }

  /// The bytes that ``string(_:)`` was given.
  public static func bytes(_ text: String) -> [UInt8] {
    guard hasBytes(text) else { return Array(text.utf8) }
    return text.unicodeScalars.flatMap { scalar in
      isByte(scalar) ? [UInt8(scalar.value - base)] : Array(String(scalar).utf8)
    }
  }

  /// Whether there are bytes that are no part of UTF-8.
  public static func hasBytes(_ text: String) -> Bool {
    text.unicodeScalars.contains(where: isByte)
  }

  /// Whether there may be characters that stand for bytes: all of them begin with 0xF4 in UTF-8.
  static func mayBeBytes(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let start = text.baseAddress else { return false }
    return memchr(start, 0xF4, text.count) != nil
  }

  /// As Lua writes it in quotes: `\xE9` for a byte that is no part of UTF-8; nil for any other character.
  public static func escaped(_ scalar: Unicode.Scalar) -> String? {
    isByte(scalar) ? "\\x" + String(scalar.value - base, radix: 16, uppercase: true) : nil
  }

  /// For people to read.
  public static func shown(_ text: String) -> String {
    String(decoding: bytes(text), as: UTF8.self)
  }

  private static func isByte(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value >= base + 0x80 && scalar.value <= base + 0xFF
  }
}
