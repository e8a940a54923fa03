import Tensors

/// The types of numbers in files. Those that tensors have not become the nearest that holds them:
///
/// | in the file | in memory |
/// |---|---|
/// | float16, bfloat16, float32 | float32 |
/// | float64 | float64 |
/// | bool, int8, uint8, int16, uint16, int32 | int32 |
/// | uint32, int64, uint64 | int32 if every number fits, else float64 if it holds every number exactly, else an error
/// that names the first |
package enum ElementType: String, Sendable, CaseIterable {
  case bool, int8, uint8, int16, uint16, int32, uint32, int64, uint64
  case float16, bfloat16, float32, float64

  /// The type in which tensors are written.
  package init(_ dtype: DType) {
    switch dtype {
    case .float32: self = .float32
    case .float64: self = .float64
    case .int32: self = .int32
    }
  }

  /// Bytes an element.
  package var size: Int {
    switch self {
    case .bool, .int8, .uint8: 1
    case .int16, .uint16, .float16, .bfloat16: 2
    case .int32, .uint32, .float32: 4
    case .int64, .uint64, .float64: 8
    }
  }

  package var isFloat: Bool {
    switch self {
    case .float16, .bfloat16, .float32, .float64: true
    default: false
    }
  }

  /// Whether int32 does not hold all numbers of the type.
  private var isWide: Bool { self == .uint32 || self == .int64 || self == .uint64 }

  /// The type of the tensors that are read, as far as the numbers do not decide it.
  package var dtype: DType {
    switch self {
    case .float16, .bfloat16, .float32: .float32
    case .float64: .float64
    default: .int32
    }
  }

  /// Reads a tensor, row by row.
  ///
  /// - Parameter rounds: whether whole numbers that float64 does not hold are rounded.
  /// - Throws: `FormatError` if the file is too short, `UnreadableArray` if a number does not fit.
  package func tensor(
    _ sizes: [Int], from input: ByteInput, bigEndian: Bool = false, name: String = "the data",
    rounds: Bool = false
  ) throws -> Tensor {
    let shape: Shape
    do { shape = try Shape(sizes) } catch { throw input.failure("\(name): \(error)") }
    _ = try input.require(shape.count, items: size, for: name)
    if isWide {
      return try wide(shape, from: input, bigEndian: bigEndian, name: name, rounds: rounds)
    }
    return try Tensor(TensorType(shape, dtype)) { memory in
      if size == dtype.size {
        let bytes = UnsafeMutableRawBufferPointer(start: memory, count: shape.count * size)
        try input.fill(bytes, for: name)
        if bigEndian { swap(bytes) }
      } else {
        try convert(shape.count, from: input, bigEndian: bigEndian, to: memory, name: name)
      }
    }
  }

  /// Turns the bytes of each element around.
  private func swap(_ bytes: UnsafeMutableRawBufferPointer) {
    if size == 4 {
      for (k, bits) in bytes.bindMemory(to: UInt32.self).enumerated() {
        bytes.storeBytes(of: bits.byteSwapped, toByteOffset: 4 * k, as: UInt32.self)
      }
    } else if size == 8 {
      for (k, bits) in bytes.bindMemory(to: UInt64.self).enumerated() {
        bytes.storeBytes(of: bits.byteSwapped, toByteOffset: 8 * k, as: UInt64.self)
      }
    }
  }

  private func convert(
    _ count: Int, from input: ByteInput, bigEndian: Bool, to memory: UnsafeMutableRawPointer,
    name: String
  ) throws {
    let floats = memory.assumingMemoryBound(to: Float.self)
    let integers = memory.assumingMemoryBound(to: Int32.self)
    try forEach(count, from: input, bigEndian: bigEndian, name: name) { k, bits, _ in
      switch self {
      case .float16: floats[k] = halfPrecision(UInt16(truncatingIfNeeded: bits))
      case .bfloat16: floats[k] = Float(bitPattern: UInt32(bits) << 16)
      case .bool: integers[k] = bits == 0 ? 0 : 1
      case .int8: integers[k] = Int32(Int8(truncatingIfNeeded: bits))
      case .int16: integers[k] = Int32(Int16(truncatingIfNeeded: bits))
      default: integers[k] = Int32(truncatingIfNeeded: bits)
      }
    }
  }

  /// Whole numbers of more than 32 bits, in the smallest type that holds them all.
  private func wide(
    _ shape: Shape, from input: ByteInput, bigEndian: Bool, name: String, rounds: Bool
  ) throws -> Tensor {
    var fits = true
    let numbers = try Tensor(TensorType(shape, .float64)) { memory in
      let numbers = memory.assumingMemoryBound(to: Double.self)
      try forEach(shape.count, from: input, bigEndian: bigEndian, name: name) { k, bits, place in
        let signed = Int64(bitPattern: bits)
        let number = self == .int64 ? Double(signed) : Double(bits)
        let isExact =
          self == .int64 ? Int64(exactly: number) == signed : UInt64(exactly: number) == bits
        guard isExact || rounds else {
          throw UnreadableArray(
            error: input.failure(
              "element \(k + 1) of \(name) is \(self == .int64 ? "\(signed)" : "\(bits)"), which float64 "
                + "does not hold exactly; dtype = \"float64\" rounds it", at: place))
        }
        numbers[k] = number
        fits = fits && number >= -0x1p31 && number < 0x1p31
      }
    }
    return fits ? try Value.tensor(numbers).cast(to: .int32).tensor() : numbers
  }

  /// Reads elements, some at a time.
  ///
  /// - Parameter body: gets an element's number, its bits, and its place in the file.
  private func forEach(
    _ count: Int, from input: ByteInput, bigEndian: Bool, name: String,
    _ body: (Int, UInt64, Int) throws -> Void
  ) throws {
    var chunk = [UInt8](repeating: 0, count: min(count, 1 << 15) * size)
    var done = 0
    while done < count {
      let start = input.position
      let items = min(count - done, 1 << 15)
      try chunk.withUnsafeMutableBytes { chunk in
        try input.fill(UnsafeMutableRawBufferPointer(rebasing: chunk[..<(items * size)]), for: name)
        for k in 0..<items {
          let bits = load(UnsafeRawBufferPointer(chunk), k, bigEndian: bigEndian)
          try body(done + k, bits, start + k * size)
        }
      }
      done += items
    }
  }

  @inline(__always)
  private func load(_ chunk: UnsafeRawBufferPointer, _ k: Int, bigEndian: Bool) -> UInt64 {
    switch size {
    case 1: return UInt64(chunk[k])
    case 2:
      let bits = chunk.loadUnaligned(fromByteOffset: 2 * k, as: UInt16.self)
      return UInt64(bigEndian ? bits.byteSwapped : bits)
    case 4:
      let bits = chunk.loadUnaligned(fromByteOffset: 4 * k, as: UInt32.self)
      return UInt64(bigEndian ? bits.byteSwapped : bits)
    default:
      let bits = chunk.loadUnaligned(fromByteOffset: 8 * k, as: UInt64.self)
      return bigEndian ? bits.byteSwapped : bits
    }
  }
}

/// An array that is whole, but holds what tensors cannot.
package struct UnreadableArray: Error {
  package let error: FormatError
}

/// IEEE half precision, exactly: Swift has Float16 on some machines only.
package func halfPrecision(_ bits: UInt16) -> Float {
  let sign: Float = bits >> 15 == 1 ? -1 : 1
  let exponent = Int(bits >> 10 & 0x1F)
  let fraction = Float(bits & 0x3FF)
  switch exponent {
  case 0: return sign * fraction * 0x1p-24
  case 31: return fraction == 0 ? sign * .infinity : .nan
  default:
    return sign * (1024 + fraction) * Float(sign: .plus, exponent: exponent - 25, significand: 1)
  }
}
