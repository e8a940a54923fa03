/// The little of Python's syntax that headers of .npy files use: a dictionary of texts, truth
/// values, and tuples of whole numbers.
struct PythonLiteral {
  enum Item: Equatable {
    case text(String)
    case flag(Bool)
    case numbers([Int])
    /// Something else, by what it is.
    case other(String)
  }

  /// What is wrong, and how many bytes from the start.
  struct Problem: Error {
    let place: Int
    let text: String
  }

  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func dictionary() throws -> [String: Item] {
    try expect("{")
    var entries: [String: Item] = [:]
    while next != UInt8(ascii: "}") {
      let place = position
      let key = try text()
      try expect(":")
      let item = try item()
      guard entries.updateValue(item, forKey: key) == nil else {
        throw Problem(place: place, text: "\(quoted(key)) stands twice")
      }
      // After a list nothing more can be understood, nor need it be.
      if case .other = item { break }
      if next == UInt8(ascii: ",") { position += 1 } else { break }
    }
    if entries.values.contains(where: { if case .other = $0 { true } else { false } }) {
      position = bytes.count
    } else {
      try expect("}")
    }
    return entries
  }

  /// - Throws: if anything but white space follows.
  mutating func end() throws {
    if next != nil { throw problem("expected the end of the header") }
  }

  /// The next byte that is not white space.
  private var next: UInt8? {
    mutating get {
      while position < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[position]) {
        position += 1
      }
      return position < bytes.count ? bytes[position] : nil
    }
  }

  private mutating func expect(_ character: Unicode.Scalar) throws {
    guard next == UInt8(ascii: character) else { throw problem("expected \(character)") }
    position += 1
  }

  private func problem(_ text: String) -> Problem {
    let found =
      position < bytes.count
      ? ", found " + quoted(String(decoding: bytes[position...].prefix(12), as: UTF8.self))
      : ", but the header ends"
    return Problem(place: position, text: text + found)
  }

  private mutating func text() throws -> String {
    guard let mark = next, mark == UInt8(ascii: "'") || mark == UInt8(ascii: "\"") else {
      throw problem("expected a text")
    }
    guard let end = bytes[(position + 1)...].firstIndex(of: mark) else {
      throw problem("this text does not end")
    }
    defer { position = end + 1 }
    return String(decoding: bytes[(position + 1)..<end], as: UTF8.self)
  }

  private mutating func item() throws -> Item {
    switch next {
    case UInt8(ascii: "'"), UInt8(ascii: "\""): return .text(try text())
    case UInt8(ascii: "("): return .numbers(try tuple())
    case UInt8(ascii: "["): return .other("a list")
    default:
      for (word, flag) in [("True", true), ("False", false)]
      where bytes[position...].starts(with: word.utf8) {
        position += word.utf8.count
        return .flag(flag)
      }
      throw problem("expected a text, True, False or a tuple")
    }
  }

  private mutating func tuple() throws -> [Int] {
    try expect("(")
    var numbers: [Int] = []
    while let digit = next, digit != UInt8(ascii: ")") {
      let start = position
      while position < bytes.count, (0x30...0x39).contains(bytes[position]) { position += 1 }
      guard let number = Int(String(decoding: bytes[start..<position], as: UTF8.self)) else {
        position = start
        throw problem("expected a size")
      }
      numbers.append(number)
      // Python 2 wrote long numbers with an L.
      if next == UInt8(ascii: "L") { position += 1 }
      if next == UInt8(ascii: ",") { position += 1 } else { break }
    }
    try expect(")")
    return numbers
  }
}
