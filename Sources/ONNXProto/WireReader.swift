import Foundation

/// What is wrong with bytes that should be a message.
package enum WireError: Error, CustomStringConvertible {
  case truncated
  case malformedVarint
  case wireType(Int)
  case fieldNumber
  case text

  package var description: String {
    switch self {
    case .truncated: "it ends in the middle of a field"
    case .malformedVarint: "a number has more than ten bytes"
    case .wireType(let type): "a field has the wire type \(type), which is none"
    case .fieldNumber: "a field has the number 0"
    case .text: "a text is no UTF-8"
    }
  }
}

/// Goes through the fields of a message of Protocol Buffers (protobuf.dev, "Encoding"). A field that has another
/// wire type than its reader expects is passed over, as one that is not known is.
package struct WireReader {
  private enum WireType: Int {
    case varint = 0
    case eightBytes = 1
    case delimited = 2
    case groupStart = 3
    case groupEnd = 4
    case fourBytes = 5
  }

  private var rest: UnsafeRawBufferPointer
  private var type = WireType.varint
  /// Of the field that comes next.
  private(set) var number = 0

  /// - Parameter bytes: of the whole message; they must stay as long as the reader does.
  init(_ bytes: UnsafeRawBufferPointer) { rest = bytes }

  /// Goes to the next field; false at the end.
  mutating func next() throws -> Bool {
    guard !rest.isEmpty else { return false }
    let tag = try varint()
    guard let type = WireType(rawValue: Int(tag & 7)) else {
      throw WireError.wireType(Int(tag & 7))
    }
    self.type = type
    // Numbers have 29 bits.
    guard tag >> 3 != 0, tag >> 32 == 0 else { throw WireError.fieldNumber }
    number = Int(tag >> 3)
    return true
  }

  // MARK: Values

  mutating func read(_ value: inout Int64?) throws {
    if type == .varint { value = Int64(bitPattern: try varint()) } else { try skip() }
  }

  mutating func read(_ value: inout Int32?) throws {
    if type == .varint { value = Int32(truncatingIfNeeded: try varint()) } else { try skip() }
  }

  mutating func read(_ value: inout Float?) throws {
    if type == .fourBytes { value = Float(bitPattern: try fixed()) } else { try skip() }
  }

  /// A value that the type does not have counts as not being there.
  mutating func read<E: RawRepresentable<Int32>>(_ value: inout E?) throws {
    var code: Int32?
    try read(&code)
    if let known = code.flatMap(E.init(rawValue:)) { value = known }
  }

  mutating func read(_ value: inout String?) throws {
    guard type == .delimited else { return try skip() }
    guard let text = String(validating: try delimited(), as: UTF8.self) else {
      throw WireError.text
    }
    value = text
  }

  mutating func read(_ value: inout Data?) throws {
    if type == .delimited { value = Data(try delimited()) } else { try skip() }
  }

  /// What comes twice is one message with the fields of both.
  mutating func read<M: Message>(_ value: inout M?) throws {
    guard type == .delimited else { return try skip() }
    var message = value ?? M()
    try message.merge(try delimited())
    value = message
  }

  // MARK: Lists

  mutating func append(_ list: inout [String]) throws {
    var item: String?
    try read(&item)
    if let item { list.append(item) }
  }

  mutating func append(_ list: inout [Data]) throws {
    var item: Data?
    try read(&item)
    if let item { list.append(item) }
  }

  mutating func append<M: Message>(_ list: inout [M]) throws {
    var item: M?
    try read(&item)
    if let item { list.append(item) }
  }

  /// One after the other, or all in one field.
  mutating func append(_ list: inout [Float]) throws {
    try append(&list, .fourBytes) { Float(bitPattern: try $0.fixed()) }
  }

  mutating func append(_ list: inout [Double]) throws {
    try append(&list, .eightBytes) { Double(bitPattern: try $0.fixed()) }
  }

  mutating func append<I: FixedWidthInteger>(_ list: inout [I]) throws {
    try append(&list, .varint) { I(truncatingIfNeeded: try $0.varint()) }
  }

  private mutating func append<T>(
    _ list: inout [T], _ single: WireType, _ read: (inout WireReader) throws -> T
  ) throws {
    if type == single { return list.append(try read(&self)) }
    guard type == .delimited else { return try skip() }
    var packed = WireReader(try delimited())
    switch single {
    case .fourBytes: list.reserveCapacity(list.count + packed.rest.count / 4)
    case .eightBytes: list.reserveCapacity(list.count + packed.rest.count / 8)
    default: break
    }
    while !packed.rest.isEmpty { list.append(try read(&packed)) }
  }

  // MARK: Bytes

  mutating func skip() throws { try skip(type, number) }

  private mutating func skip(_ type: WireType, _ number: Int) throws {
    switch type {
    case .varint: _ = try varint()
    case .eightBytes: _ = try take(8)
    case .fourBytes: _ = try take(4)
    case .delimited: _ = try delimited()
    case .groupStart:
      // Groups may be in groups: their numbers are a stack.
      var open = [number]
      while let group = open.last {
        guard try next() else { throw WireError.truncated }
        switch self.type {
        case .groupStart: open.append(self.number)
        case .groupEnd:
          guard self.number == group else { throw WireError.wireType(4) }
          open.removeLast()
        default: try skip()
        }
      }
    case .groupEnd: throw WireError.wireType(4)
    }
  }

  private mutating func take(_ count: Int) throws -> UnsafeRawBufferPointer {
    guard count <= rest.count else { throw WireError.truncated }
    defer { rest = UnsafeRawBufferPointer(rebasing: rest[count...]) }
    return UnsafeRawBufferPointer(rebasing: rest[..<count])
  }

  private mutating func delimited() throws -> UnsafeRawBufferPointer {
    guard let count = Int(exactly: try varint()) else { throw WireError.truncated }
    return try take(count)
  }

  private mutating func fixed<I: FixedWidthInteger>() throws -> I {
    I(littleEndian: try take(I.bitWidth / 8).loadUnaligned(as: I.self))
  }

  private mutating func varint() throws -> UInt64 {
    var value: UInt64 = 0
    for (k, byte) in rest.prefix(10).enumerated() {
      value |= UInt64(byte & 0x7F) << UInt64(7 * k)
      if byte < 0x80 {
        rest = UnsafeRawBufferPointer(rebasing: rest[(k + 1)...])
        return value
      }
    }
    throw rest.count < 10 ? WireError.truncated : WireError.malformedVarint
  }
}
