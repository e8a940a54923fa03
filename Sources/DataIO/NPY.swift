import Tensors

/// NumPy's format for one array (.npy, versions 1 to 3; NumPy Enhancement Proposal 1).
///
/// Big-endian and column-major arrays are converted; see `ElementType` for the types of numbers. Text is read as
/// text. Arrays of objects, structures or complex numbers are errors.
public enum NPY {
  /// What an array holds.
  public enum Content: Sendable {
    case tensor(Tensor)
    /// Row by row.
    case text([String], Shape)
  }

  /// An array of numbers.
  /// - Throws: `DataError` or `FormatError`, with file and place.
  public static func read(_ path: String) throws -> Tensor {
    guard case .tensor(let tensor) = try content(of: path) else {
      throw FormatError(path: path, place: "the array", problem: "expected numbers, got text")
    }
    return tensor
  }

  /// - Parameter rounds: whether whole numbers that float64 does not hold are rounded.
  /// - Throws: `DataError` or `FormatError`, with file and place.
  public static func content(of path: String, rounds: Bool = false) throws -> Content {
    let input = try ByteInput(file: path)
    do {
      let content = try decode(input, rounds: rounds)
      try input.requireEnd(after: "the array")
      return content
    } catch let unreadable as UnreadableArray {
      throw unreadable.error
    }
  }

  /// Writes version 1, little-endian, row-major.
  public static func write(_ tensor: Tensor, to path: String) throws {
    try AtomicFile.write(path) { output in
      try output.write(header(of: tensor))
      try tensor.withBytes { try output.write($0) }
    }
  }

  /// What comes before the elements.
  static func header(of tensor: Tensor) -> [UInt8] {
    NPYHeader(
      type: .number(ElementType(tensor.dtype)), isBigEndian: false, isFortran: false,
      shape: tensor.shape.dimensions
    ).encoded
  }

  /// - Throws: `UnreadableArray` if it is whole, but no tensor or text.
  static func decode(_ input: ByteInput, rounds: Bool = false) throws -> Content {
    let header = try NPYHeader(reading: input)
    let sizes = header.isFortran ? header.shape.reversed() : header.shape
    let isTurned = header.isFortran && sizes.count > 1
    switch header.type {
    case .number(let type):
      let tensor = try type.tensor(
        sizes, from: input, bigEndian: header.isBigEndian, name: "the array", rounds: rounds)
      guard isTurned else { return .tensor(tensor) }
      // The first dimension runs fastest: these are the rows of the array turned around.
      return .tensor(try Value.tensor(tensor).permuted(Array(sizes.indices.reversed())).tensor())
    case .text(let text):
      var (texts, shape) = try text.read(sizes, from: input, bigEndian: header.isBigEndian)
      if isTurned, shape.count > 0 {
        let places = try Value.tensor(
          Tensor((0..<shape.count).map { Int32($0) }, shape: shape)
        ).permuted(Array(sizes.indices.reversed())).tensor()
        (texts, shape) = (places.doubles.map { texts[Int($0)] }, places.shape)
      }
      return .text(texts, try Shape(header.shape))
    }
  }
}

extension Tensor {
  /// The elements' bytes, row by row, in the machine's order (little-endian).
  package func withBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    try withExtendedLifetime(storage) {
      try body(UnsafeRawBufferPointer(start: pointer, count: type.byteCount))
    }
  }
}
