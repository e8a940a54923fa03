import Glibc
import Tensors

/// The format of the MNIST files (.idx, or without a suffix; possibly compressed by gzip): two zero
/// bytes, a code for the type, the number of dimensions, the sizes, and the elements, big-endian
/// (LeCun, yann.lecun.com/exdb/mnist).
public enum IDX {
  private static let types: [UInt8: ElementType] = [
    0x08: .uint8, 0x09: .int8, 0x0B: .int16, 0x0C: .int32, 0x0D: .float32, 0x0E: .float64,
  ]

  /// Bytes and whole numbers become int32.
  ///
  /// - Throws: `DataError` or `FormatError`, with file and place.
  public static func read(_ path: String) throws -> Tensor {
    let input = try ByteInput(gzip: path)
    let (type, shape) = try header(input)
    let tensor = try type.tensor(shape, from: input, bigEndian: true, name: "the array")
    try input.requireEnd(after: "the array")
    return tensor
  }

  /// Bytes as float32 from 0 to 1 (byte / 255), in the shape that `shape` makes of the file's.
  static func readScaled(_ path: String, shape: ([Int]) -> [Int]?, expected: String) throws
    -> Tensor
  {
    let input = try ByteInput(gzip: path)
    let sizes = try bytesHeader(input, expected: expected, shape: shape)
    return try scaled(sizes, from: input)
  }

  /// Labels from 0 as classes from 1.
  static func readClasses(_ path: String, count: Int) throws -> [Int32] {
    let input = try ByteInput(gzip: path)
    let sizes = try bytesHeader(input, expected: "labels: [n]") { $0.count == 1 ? $0 : nil }
    let labels = try input.bytes(sizes[0], for: "the labels")
    try input.requireEnd(after: "the labels")
    for (k, label) in labels.enumerated() where label >= count {
      throw input.failure("label \(k + 1) is \(label), expected 0 to \(count - 1)", at: 8 + k)
    }
    return labels.map { Int32($0) + 1 }
  }

  private static func bytesHeader(
    _ input: ByteInput, expected: String, shape: ([Int]) -> [Int]?
  ) throws -> [Int] {
    let (type, sizes) = try header(input)
    guard type == .uint8, let shape = shape(sizes) else {
      let got = sizes.map(String.init).joined(separator: "x")
      throw input.failure("expected \(expected) of bytes, got \(got) \(type.rawValue)", at: 2)
    }
    return shape
  }

  private static func header(_ input: ByteInput) throws -> (ElementType, [Int]) {
    let start = try input.bytes(4, for: "the start of an IDX file")
    guard start[0] == 0, start[1] == 0, let type = types[start[2]] else {
      let kind = FileSignature.binaryKind(start[...]).map { "; it looks like \($0)" } ?? ""
      throw input.failure(
        "this is no IDX file: it does not begin with two zeros and a type\(kind)", at: 0)
    }
    let shape = try (0..<Int(start[3])).map { d in
      Int(try input.unsigned(4, bigEndian: true, for: "size \(d + 1)"))
    }
    return (type, shape)
  }

  /// Writes float32, float64 or int32; int32 from 0 to 255 as bytes, as in MNIST.
  public static func write(_ tensor: Tensor, to path: String) throws {
    let isBytes =
      tensor.dtype == .int32
      && tensor.withElements(as: Int32.self) { $0.allSatisfy { (0...255).contains($0) } }
    let type = isBytes ? ElementType.uint8 : ElementType(tensor.dtype)
    var bytes: [UInt8] = [
      0, 0, types.first { $0.value == type }?.key ?? 0, UInt8(tensor.shape.rank),
    ]
    for size in tensor.shape.dimensions {
      guard let size = UInt32(exactly: size) else {
        throw DataError.value(what: "size in an IDX file", got: "\(size)", expected: "below 2^32")
      }
      withUnsafeBytes(of: size.bigEndian) { bytes += $0 }
    }
    try AtomicFile.write(path) { output in
      try output.write(bytes)
      if isBytes {
        try output.write(tensor.withElements(as: Int32.self) { $0.map { UInt8($0) } })
      } else if type.size == 8 {
        try tensor.withElements(as: UInt64.self) { elements in
          try elements.map(\.byteSwapped).withUnsafeBytes { try output.write($0) }
        }
      } else {
        try tensor.withElements(as: UInt32.self) { elements in
          try elements.map(\.byteSwapped).withUnsafeBytes { try output.write($0) }
        }
      }
    }
  }
}

/// Bytes as float32 from 0 to 1. The quotient is the nearest to byte / 255.
func scaled(_ sizes: [Int], from input: ByteInput) throws -> Tensor {
  let shape: Shape
  do { shape = try Shape(sizes) } catch { throw input.failure("\(error)") }
  try input.require(shape.count, for: "the images")
  let tensor = try Tensor(TensorType(shape, .float32)) { memory in
    useLargePages(memory, byteCount: 4 * shape.count)
    let pixels = memory.assumingMemoryBound(to: Float.self)
    try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 1 << 16) { chunk in
      var done = 0
      while done < shape.count {
        let items = min(shape.count - done, chunk.count)
        try input.fill(
          UnsafeMutableRawBufferPointer(start: chunk.baseAddress, count: items), for: "the images")
        for k in 0..<items { pixels[done + k] = Float(chunk[k]) / 255 }
        done += items
      }
    }
  }
  try input.requireEnd(after: "the images")
  return tensor
}

/// Asks for large pages where memory is about to be written for the first time: the system hands it
/// out page by page, which for hundreds of megabytes takes longer than unpacking the file.
func useLargePages(_ memory: UnsafeMutableRawPointer, byteCount: Int) {
  let page = 1 << 12
  let start = (Int(bitPattern: memory) + page - 1) & ~(page - 1)
  let end = (Int(bitPattern: memory) + byteCount) & ~(page - 1)
  guard end > start, let address = UnsafeMutableRawPointer(bitPattern: start) else { return }
  // No matter if it refuses.
  _ = madvise(address, end - start, MADV_HUGEPAGE)
}
