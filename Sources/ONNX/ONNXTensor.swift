import DataIO
import Foundation
import ONNXProto
import Tensors

extension Onnx_TensorProto {
  private static let types: [Int32: ElementType] = [
    1: .float32, 2: .uint8, 3: .int8, 4: .uint16, 5: .int16, 6: .int32, 7: .int64, 9: .bool,
    10: .float16, 11: .float64, 12: .uint32, 13: .uint64, 16: .bfloat16,
  ]

  /// The numbers of the tensor. Floating types become float32 or float64.
  ///
  /// - Parameter path: of the model, beside which the numbers may be.
  /// - Throws: `FormatError` if the shape and the numbers that are there do not fit.
  func operand(path: String) throws -> Operand {
    func fail(_ problem: String) -> FormatError {
      FormatError(path: path, place: "tensor \(quoted(name))", problem: problem)
    }
    guard let type = Onnx_TensorProto.types[dataType] else {
      throw fail("element type \(dataType) is not supported")
    }
    let shape: Shape
    do { shape = try Shape(dims.map { Int($0) }) } catch { throw fail("\(error)") }
    if let input = try bytes(shape, type, path: path) {
      guard !type.isFloat else {
        return .value(.tensor(try type.tensor(shape.dimensions, from: input, name: quoted(name))))
      }
      let bytes = try input.bytes(shape.count * type.size, for: "the numbers")
      return .integers(Integers(wholeNumbers(Data(bytes), type), shape: shape))
    }
    func require(_ count: Int) throws {
      guard count == shape.count else {
        throw fail("\(shape) needs \(shape.count) numbers, got \(count)")
      }
    }
    switch type {
    case .float32:
      try require(floatData.count)
      return .value(.tensor(try Tensor(floatData, shape: shape)))
    case .float64:
      try require(doubleData.count)
      return .value(.tensor(try Tensor(doubleData, shape: shape, dtype: .float64)))
    case .float16, .bfloat16:
      try require(int32Data.count)
      let numbers = int32Data.map { bits in
        let bits = UInt16(truncatingIfNeeded: bits)
        return type == .float16
          ? Double(halfPrecision(bits)) : Double(Float(bitPattern: UInt32(bits) << 16))
      }
      return .value(.tensor(try Tensor(numbers, shape: shape)))
    case .int64:
      try require(int64Data.count)
      return .integers(Integers(int64Data.map { Int($0) }, shape: shape))
    case .uint32, .uint64:
      try require(uint64Data.count)
      return .integers(Integers(uint64Data.map { Int(clamping: $0) }, shape: shape))
    default:
      try require(int32Data.count)
      return .integers(Integers(int32Data.map { Int($0) }, shape: shape))
    }
  }

  /// The numbers as they lie in memory, in the model or beside it; nil if they are in fields of their type.
  private func bytes(_ shape: Shape, _ type: ElementType, path: String) throws -> ByteInput? {
    func fail(_ problem: String) -> FormatError {
      FormatError(path: path, place: "tensor \(quoted(name))", problem: problem)
    }
    let (count, overflow) = shape.count.multipliedReportingOverflow(by: type.size)
    guard !overflow else { throw fail("\(shape) has too many elements") }
    if dataLocation == .external {
      guard !path.isEmpty else { throw fail("a constant in another file is not supported") }
      do {
        return try ExternalData(self, model: path).input(count)
      } catch let error as OperatorError {
        throw fail("\(error)")
      }
    }
    guard hasRawData else { return nil }
    guard count == rawData.count else {
      throw fail("\(shape) \(type.rawValue) does not take \(rawData.count) bytes")
    }
    return ByteInput(path: path, entry: name, bytes: rawData)
  }

  private func wholeNumbers(_ data: Data, _ type: ElementType) -> [Int] {
    data.withUnsafeBytes { bytes in
      (0..<bytes.count / type.size).map { k in
        func load<T: FixedWidthInteger>(_: T.Type) -> Int {
          Int(clamping: bytes.loadUnaligned(fromByteOffset: k * type.size, as: T.self))
        }
        return switch type {
        case .int8: load(Int8.self)
        case .uint8, .bool: load(UInt8.self)
        case .int16: load(Int16.self)
        case .uint16: load(UInt16.self)
        case .int32: load(Int32.self)
        case .uint32: load(UInt32.self)
        case .uint64: load(UInt64.self)
        default: load(Int64.self)
        }
      }
    }
  }

  /// A tensor to write; int32 becomes int64 if `widening`, which shapes and axes must be.
  init(_ tensor: Tensor, name: String, widening: Bool = false) {
    self.init()
    self.name = name
    dims = tensor.shape.dimensions.map(Int64.init)
    if widening {
      dataType = 7
      rawData = tensor.doubles.map { Int64($0).littleEndian }.withUnsafeBytes { Data($0) }
    } else {
      dataType = Onnx_TensorProto.code(tensor.dtype)
      rawData = tensor.withBytes { Data($0) }
    }
  }

  init(_ numbers: [Int], name: String) {
    self.init()
    self.name = name
    dims = [Int64(numbers.count)]
    dataType = 7
    rawData = numbers.map { Int64($0).littleEndian }.withUnsafeBytes { Data($0) }
  }

  static func code(_ dtype: DType) -> Int32 {
    switch dtype {
    case .float32: 1
    case .float64: 11
    case .int32: 6
    }
  }
}

extension Tensor {
  fileprivate init(_ numbers: [Float], shape: Shape) throws {
    try self.init(TensorType(shape, .float32)) { (memory: UnsafeMutableRawPointer) in
      numbers.withUnsafeBytes { bytes in
        UnsafeMutableRawBufferPointer(start: memory, count: bytes.count).copyMemory(from: bytes)
      }
    }
  }
}
