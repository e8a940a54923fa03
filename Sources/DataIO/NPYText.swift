import Tensors

/// Text of fixed length in an .npy file: code points of 32 bits (U) or bytes (S), filled up with zeros.
struct NPYText: Equatable {
  let isUnicode: Bool
  /// The number of characters in each text.
  let length: Int

  /// - Parameter descr: the type without its order: `U5`, `S12`.
  init?(_ descr: Substring) {
    guard let kind = descr.first, "USa".contains(kind), let length = Int(descr.dropFirst()),
      (0...1 << 24).contains(length)
    else { return nil }
    isUnicode = kind == "U"
    self.length = length
  }

  func read(
    _ sizes: [Int], from input: ByteInput, bigEndian: Bool
  ) throws -> (texts: [String], shape: Shape) {
    let shape: Shape
    do { shape = try Shape(sizes) } catch { throw input.failure("the array: \(error)") }
    let unit = isUnicode ? 4 : 1
    guard length > 0 else {
      // Nothing in the file bounds how many empty texts there are.
      guard shape.count <= 1 << 20 else { throw input.failure("\(shape) empty texts") }
      return ([String](repeating: "", count: shape.count), shape)
    }
    _ = try input.require(shape.count, items: unit * length, for: "the array")
    // A text of more than 15 bytes has memory of its own.
    try Memory.requireRoom(for: shape.count * (16 + (length > 15 ? 32 + length : 0)))
    let texts = try (0..<shape.count).map { _ in
      let bytes = try input.bytes(unit * length, for: "the array")
      guard isUnicode else {
        let end = bytes.lastIndex { $0 != 0 } ?? -1
        return String(decoding: bytes[...end], as: UTF8.self)
      }
      var text = String.UnicodeScalarView()
      for k in stride(from: 0, to: bytes.count, by: 4) {
        let code = (bigEndian ? bytes[k..<k + 4] : ArraySlice(bytes[k..<k + 4].reversed()))
          .reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        text.append(Unicode.Scalar(code) ?? "\u{FFFD}")
      }
      while text.last == "\0" { text.removeLast() }
      return String(text)
    }
    return (texts, shape)
  }
}
