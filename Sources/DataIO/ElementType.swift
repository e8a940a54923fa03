import Tensors

/// The types of numbers in files. Those that tensors have not become the nearest that holds them:
///
/// | in the file | in memory |
/// |---|---|
/// | float16, bfloat16, float32 | float32 |
/// | float64 | float64 |
/// | bool, int8, uint8, int16, uint16, int32 | int32 |
/// | uint32, int64, uint64 | int32 if every number fits, else an error that names the first |
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

  /// The type of the tensors that are read.
  package var dtype: DType {
    switch self {
    case .float16, .bfloat16, .float32: .float32
    case .float64: .float64
    default: .int32
    }
  }

  /// Reads a tensor, row by row.
  ///
  /// - Throws: `FormatError` if the file is too short or a number does not fit.
  package func tensor(
    _ sizes: [Int], from input: ByteInput, bigEndian: Bool = false, name: String = "the data"
  ) throws -> Tensor {
    let shape: Shape
    do { shape = try Shape(sizes) } catch { throw input.failure("\(name): \(error)") }
    _ = try input.require(shape.count, items: size, for: name)
    return try Tensor(TensorType(shape, dtype)) { memory in
      if size == dtype.size, self != .uint32 {
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
    var chunk = [UInt8](repeating: 0, count: min(count, 1 << 15) * size)
    var done = 0
    while done < count {
      let start = input.position
      let items = min(count - done, 1 << 15)
      try chunk.withUnsafeMutableBytes { chunk in
        try input.fill(UnsafeMutableRawBufferPointer(rebasing: chunk[..<(items * size)]), for: name)
        for k in 0..<items {
          let bits = load(UnsafeRawBufferPointer(chunk), k, bigEndian: bigEndian)
          switch self {
          case .float16: floats[done + k] = halfPrecision(UInt16(truncatingIfNeeded: bits))
          case .bfloat16: floats[done + k] = Float(bitPattern: UInt32(bits) << 16)
          default:
            guard let number = integer(bits) else {
              let text =
                self == .int64 ? "\(Int64(bitPattern: bits))" : "\(bits)"
              throw input.failure(
                "element \(done + k + 1) of \(name) is \(text), which int32 does not hold",
                at: start + k * size)
            }
            integers[done + k] = number
          }
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

  /// The whole number that these bits are, if int32 holds it.
  @inline(__always)
  private func integer(_ bits: UInt64) -> Int32? {
    switch self {
    case .bool: bits == 0 ? 0 : 1
    case .int8: Int32(Int8(truncatingIfNeeded: bits))
    case .int16: Int32(Int16(truncatingIfNeeded: bits))
    case .int32: Int32(truncatingIfNeeded: bits)
    case .int64: Int32(exactly: Int64(bitPattern: bits))
    default: Int32(exactly: bits)
    }
  }
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
