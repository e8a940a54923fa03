import Glibc

/// Shape and element type: all that a graph knows of a tensor before it runs.
public struct TensorType: Sendable, Hashable, CustomStringConvertible {
  public let shape: Shape
  public let dtype: DType

  public init(_ shape: Shape, _ dtype: DType) {
    self.shape = shape
    self.dtype = dtype
  }

  public var byteCount: Int { shape.count * dtype.size }

  public var description: String { "\(shape) \(dtype.rawValue)" }
}

/// An immutable, dense, row-major array. Tensors that are slices of the leading dimension, or other
/// shapes of the same elements, share their storage.
public struct Tensor: Sendable {
  public let shape: Shape
  public let dtype: DType
  package let storage: Storage
  /// Where the first element is, in bytes.
  package let offset: Int

  package init(_ type: TensorType, storage: Storage, offset: Int = 0) {
    shape = type.shape
    dtype = type.dtype
    self.storage = storage
    self.offset = offset
  }

  /// A tensor whose elements `fill` writes.
  package init(_ type: TensorType, fill: (UnsafeMutableRawPointer) throws -> Void) throws {
    let storage = try Storage(byteCount: type.byteCount)
    try fill(storage.pointer)
    self.init(type, storage: storage)
  }

  /// A tensor whose element k, counted through the rows, is `element(k)`, rounded to the type.
  public init(_ type: TensorType, element: (Int) throws -> Double) throws {
    try self.init(type) { (memory: UnsafeMutableRawPointer) in
      let count = type.shape.count
      switch type.dtype {
      case .float32:
        let elements = memory.assumingMemoryBound(to: Float.self)
        for k in 0..<count { elements[k] = Float(try element(k)) }
      case .float64:
        let elements = memory.assumingMemoryBound(to: Double.self)
        for k in 0..<count { elements[k] = try element(k) }
      case .int32:
        for k in 0..<count {
          DType.int32.store(try DType.int32.holding(element(k)), at: k, in: memory)
        }
      }
    }
  }

  /// - Throws: when the number of values does not fit the shape, or a value int32. Values are rounded to
  ///   `dtype`, whole numbers towards zero.
  public init(_ values: [Double], shape: Shape, dtype: DType = .float32) throws {
    guard values.count == shape.count else {
      throw TensorError.elementCount(shape: shape, got: values.count)
    }
    if !dtype.isFloat { for value in values { _ = try dtype.holding(value) } }
    try self.init(TensorType(shape, dtype)) { memory in
      for (k, value) in values.enumerated() { dtype.store(value, at: k, in: memory) }
    }
  }

  public init(_ values: [Double], dtype: DType = .float32) throws {
    try self.init(values, shape: Shape([values.count]), dtype: dtype)
  }

  public init(scalar value: Double, dtype: DType = .float32) throws {
    try self.init(TensorType(.scalar, dtype)) {
      dtype.store(try dtype.holding(value), at: 0, in: $0)
    }
  }

  public init(_ values: [Int32], shape: Shape) throws {
    guard values.count == shape.count else {
      throw TensorError.elementCount(shape: shape, got: values.count)
    }
    try self.init(TensorType(shape, .int32)) { memory in
      values.withUnsafeBytes {
        memory.copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(memory), byteCount: $0.count)
      }
    }
  }

  public static func full(_ value: Double, shape: Shape, dtype: DType = .float32) throws -> Tensor {
    try Tensor(TensorType(shape, dtype)) { memory in
      let count = shape.count
      if count == 0 { return }
      dtype.store(try dtype.holding(value), at: 0, in: memory)
      // What is there is doubled until all is full.
      var done = 1
      while done < count {
        let more = min(done, count - done)
        memcpy(memory + done * dtype.size, memory, more * dtype.size)
        done += more
      }
    }
  }

  public var type: TensorType { TensorType(shape, dtype) }
  public var count: Int { shape.count }

  package var pointer: UnsafeMutableRawPointer { storage.pointer + offset }

  /// Element `index`, counted through the rows from 0, as a double. The index must be in range.
  public subscript(index: Int) -> Double {
    precondition(index >= 0 && index < count)
    return dtype.load(index, from: pointer)
  }

  /// All elements, row by row.
  public var doubles: [Double] {
    let (pointer, dtype) = (self.pointer, self.dtype)
    return withExtendedLifetime(storage) { (0..<count).map { dtype.load($0, from: pointer) } }
  }

  /// The only element.
  public func item() throws -> Double {
    guard count == 1 else { throw TensorError.notScalar(shape) }
    return self[0]
  }

  /// Same type and same bytes of value: NaN is equal to nothing.
  public func isEqual(to other: Tensor) -> Bool {
    guard shape == other.shape else { return false }
    return (0..<count).allSatisfy { self[$0] == other[$0] }
  }

  /// Same type and same bits.
  func hasSameBits(as other: Tensor) -> Bool {
    type == other.type && memcmp(pointer, other.pointer, type.byteCount) == 0
  }

  /// Reads the elements in place; `T` must be the Swift type of `dtype`.
  public func withElements<T, R>(as: T.Type, _ body: (UnsafeBufferPointer<T>) throws -> R) rethrows
    -> R
  {
    precondition(MemoryLayout<T>.size == dtype.size)
    return try withExtendedLifetime(storage) {
      try body(UnsafeBufferPointer(start: pointer.assumingMemoryBound(to: T.self), count: count))
    }
  }
}

extension DType {
  /// The number, if the type has room for it. - Throws: int32 is asked to hold what is beyond it, or NaN.
  @inline(__always)
  fileprivate func holding(_ value: Double) throws -> Double {
    guard self != .int32 || value > -2_147_483_649 && value < 2_147_483_648 else {
      throw TensorError.notInt32(value)
    }
    return value
  }

  @inline(__always)
  func load(_ index: Int, from memory: UnsafeMutableRawPointer) -> Double {
    switch self {
    case .float32: Double(memory.load(fromByteOffset: 4 * index, as: Float.self))
    case .float64: memory.load(fromByteOffset: 8 * index, as: Double.self)
    case .int32: Double(memory.load(fromByteOffset: 4 * index, as: Int32.self))
    }
  }

  @inline(__always)
  func store(_ value: Double, at index: Int, in memory: UnsafeMutableRawPointer) {
    switch self {
    case .float32: memory.storeBytes(of: Float(value), toByteOffset: 4 * index, as: Float.self)
    case .float64: memory.storeBytes(of: value, toByteOffset: 8 * index, as: Double.self)
    case .int32:
      // Out of range and NaN go to the nearest value there is, and to 0.
      let integer =
        Int32(exactly: value.rounded(.towardZero)) ?? (value > 0 ? .max : value < 0 ? .min : 0)
      memory.storeBytes(of: integer, toByteOffset: 4 * index, as: Int32.self)
    }
  }
}
