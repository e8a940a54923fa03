import Tensors

/// NumPy's format for one array (.npy, versions 1 to 3; NumPy Enhancement Proposal 1).
///
/// Big-endian and column-major arrays are converted; see `ElementType` for the types of numbers.
/// Arrays of objects, structures, complex numbers or text are errors.
public enum NPY {
  /// - Throws: `DataError` or `FormatError`, with file and place.
  public static func read(_ path: String) throws -> Tensor {
    let input = try ByteInput(file: path)
    let tensor = try decode(input)
    try input.requireEnd(after: "the array")
    return tensor
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
      type: ElementType(tensor.dtype), isBigEndian: false, isFortran: false,
      shape: tensor.shape.dimensions
    ).encoded
  }

  static func decode(_ input: ByteInput) throws -> Tensor {
    let header = try NPYHeader(reading: input)
    let sizes = header.isFortran ? header.shape.reversed() : header.shape
    let tensor = try header.type.tensor(
      sizes, from: input, bigEndian: header.isBigEndian, name: "the array")
    guard header.isFortran, sizes.count > 1 else { return tensor }
    // The first dimension runs fastest: these are the rows of the array turned around.
    return try Value.tensor(tensor).permuted(Array(sizes.indices.reversed())).tensor()
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
