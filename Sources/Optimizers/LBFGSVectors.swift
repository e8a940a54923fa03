import Tensors

/// Vectors of one length in one allocation, padded with zeros to whole blocks of eight, so that
/// the loops over them have no tail and a fixed order of summation.
struct LBFGSVectors: ~Copyable {
  typealias Block = SIMD8<Double>
  typealias Vector = UnsafeMutablePointer<Block>

  /// Blocks in a vector.
  let blocks: Int
  private let memory: Storage
  private let storage: Vector

  /// - Throws: ``TensorError`` where the memory limit leaves too little.
  init(count: Int, dimension: Int) throws {
    blocks = (dimension + 7) / 8
    let (bytes, overflow) = (count * MemoryLayout<Block>.stride)
      .multipliedReportingOverflow(by: blocks)
    // Small storage is not aligned as blocks must be.
    memory = try Storage(byteCount: overflow ? Int.max : max(bytes, 2048))
    storage = memory.pointer.bindMemory(to: Block.self, capacity: count * blocks)
    storage.initialize(repeating: .zero, count: count * blocks)
  }

  subscript(index: Int) -> Vector { storage + index * blocks }
}

extension UnsafeMutablePointer where Pointee == LBFGSVectors.Block {
  /// The coordinates one by one.
  @inline(__always)
  var coordinates: UnsafeMutablePointer<Double> {
    UnsafeMutableRawPointer(self).assumingMemoryBound(to: Double.self)
  }

  /// self . other
  @inline(__always)
  func dot(_ other: Self, _ blocks: Int) -> Double {
    var sum = Pointee.zero
    for i in 0..<blocks { sum += self[i] * other[i] }
    return sum.sum()
  }

  /// self = factor * other
  @inline(__always)
  func set(_ factor: Double, _ other: Self, _ blocks: Int) {
    for i in 0..<blocks { self[i] = factor * other[i] }
  }

  /// self = a - b
  @inline(__always)
  func set(_ a: Self, minus b: Self, _ blocks: Int) {
    for i in 0..<blocks { self[i] = a[i] - b[i] }
  }

  /// self = a + factor * b
  @inline(__always)
  func set(_ a: Self, plus factor: Double, _ b: Self, _ blocks: Int) {
    for i in 0..<blocks { self[i] = a[i] + factor * b[i] }
  }

  /// The largest absolute value, or NaN if any value is NaN.
  @inline(__always)
  func maximumNorm(_ blocks: Int) -> Double {
    var largest = Pointee.zero
    var total = Pointee.zero
    for i in 0..<blocks {
      // The sum carries NaN, which a comparison would lose. Masking signs is |x|.
      let magnitude = Pointee(
        bitPattern: self[i].bitPattern & SIMD8<UInt64>(repeating: 0x7FFF_FFFF_FFFF_FFFF))
      largest.replace(with: magnitude, where: magnitude .> largest)
      total += magnitude
    }
    return total.sum().isNaN ? .nan : largest.max()
  }
}

extension SIMD8 where Scalar == Double {
  @inline(__always)
  fileprivate init(bitPattern: SIMD8<UInt64>) {
    self = unsafeBitCast(bitPattern, to: SIMD8<Double>.self)
  }

  @inline(__always)
  fileprivate var bitPattern: SIMD8<UInt64> { unsafeBitCast(self, to: SIMD8<UInt64>.self) }
}
