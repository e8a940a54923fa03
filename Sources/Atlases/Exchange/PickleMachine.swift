/// The stack machine that pickles are programs of, as far as arrays need it.
///
/// Python's `pickle` (PEP 307, 3154, 574) writes objects as instructions, among them calls of any function by name. Here names
/// and calls are only put down as values: nothing is looked up or executed, and instructions that an array of numbers does not
/// need are errors.
struct PickleMachine {
  private let bytes: [UInt8]
  private var position = 0
  private var stack: [PickleValue] = []
  /// Heights of the stack at each mark.
  private var marks: [Int] = []
  private var memo: [Int: PickleValue] = [:]

  /// Instructions at most: an array needs some fifty, and values cannot nest deeper than there are instructions.
  private static let most = 1000

  /// The object that a pickle describes.
  /// - Throws: `PickleError`.
  static func run(_ bytes: [UInt8]) throws -> PickleValue {
    var machine = PickleMachine(bytes: bytes)
    for _ in 0..<most {
      if let result = try machine.step() { return result }
    }
    throw PickleError.notArray("more than \(most) instructions")
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  /// The result once the program stops.
  private mutating func step() throws -> PickleValue? {
    let place = position
    let code = try byte()
    switch code {
    case 0x80:  // PROTO
      let version = try byte()
      guard (2...5).contains(version) else { throw PickleError.version(Int(version)) }
    case 0x95: _ = try count(8)  // FRAME
    case UInt8(ascii: "."): return try pop()  // STOP

    case UInt8(ascii: "N"): push(.none)
    case 0x88: push(.integer(1))  // NEWTRUE
    case 0x89: push(.integer(0))  // NEWFALSE
    case UInt8(ascii: "K"): push(.integer(try count(1)))  // BININT1
    case UInt8(ascii: "M"): push(.integer(try count(2)))  // BININT2
    case UInt8(ascii: "J"):  // BININT
      push(.integer(Int(Int32(truncatingIfNeeded: try count(4)))))
    case 0x8A: push(.integer(try long()))  // LONG1

    case 0x8C: push(.text(try text(count(1))))  // SHORT_BINUNICODE
    case UInt8(ascii: "X"): push(.text(try text(count(4))))  // BINUNICODE
    case UInt8(ascii: "C"), UInt8(ascii: "U"): push(.bytes(try take(count(1))))  // SHORT_BIN...
    case UInt8(ascii: "B"), UInt8(ascii: "T"): push(.bytes(try take(count(4))))  // BIN...
    case 0x8E, 0x96: push(.bytes(try take(count(8))))  // BINBYTES8, BYTEARRAY8

    case UInt8(ascii: "("): marks.append(stack.count)
    case UInt8(ascii: "t"): push(.tuple(try popToMark()))
    case UInt8(ascii: ")"): push(.tuple([]))
    case 0x85, 0x86, 0x87: push(.tuple(try pop(Int(code) - 0x84)))  // TUPLE1, 2, 3

    case UInt8(ascii: "c"): push(.name(module: try line(), name: try line()))  // GLOBAL
    case 0x93:  // STACK_GLOBAL
      guard case .text(let name) = try pop(), case .text(let module) = try pop() else {
        throw PickleError.damaged(byte: place)
      }
      push(.name(module: module, name: name))
    case UInt8(ascii: "R"):  // REDUCE
      guard case .tuple(let arguments) = try pop(), case .name(let module, let name) = try pop()
      else { throw PickleError.damaged(byte: place) }
      push(try PickleValue.call(module, name, arguments))
    case UInt8(ascii: "b"):  // BUILD
      let state = try pop()
      push(.built(of: try pop(), state))

    case UInt8(ascii: "q"): memo[try count(1)] = try top()  // BINPUT
    case UInt8(ascii: "r"): memo[try count(4)] = try top()  // LONG_BINPUT
    case 0x94: memo[memo.count] = try top()  // MEMOIZE
    case UInt8(ascii: "h"): push(try remembered(count(1), at: place))  // BINGET
    case UInt8(ascii: "j"): push(try remembered(count(4), at: place))  // LONG_BINGET

    default: throw PickleError.instruction(code, byte: place)
    }
    return nil
  }

  // MARK: The stack

  private mutating func push(_ value: PickleValue) { stack.append(value) }

  private mutating func pop() throws -> PickleValue {
    guard stack.count > marks.last ?? 0 else { throw PickleError.damaged(byte: position) }
    return stack.removeLast()
  }

  private mutating func pop(_ count: Int) throws -> [PickleValue] {
    var values: [PickleValue] = []
    for _ in 0..<count { values.append(try pop()) }
    return values.reversed()
  }

  private mutating func popToMark() throws -> [PickleValue] {
    guard let mark = marks.popLast() else { throw PickleError.damaged(byte: position) }
    let values = Array(stack[mark...])
    stack.removeSubrange(mark...)
    return values
  }

  private func top() throws -> PickleValue {
    guard stack.count > marks.last ?? 0, let value = stack.last else {
      throw PickleError.damaged(byte: position)
    }
    return value
  }

  private func remembered(_ key: Int, at place: Int) throws -> PickleValue {
    guard let value = memo[key] else { throw PickleError.damaged(byte: place) }
    return value
  }

  // MARK: The bytes

  private mutating func byte() throws -> UInt8 {
    guard position < bytes.count else { throw PickleError.short(byte: position) }
    position += 1
    return bytes[position - 1]
  }

  private mutating func take(_ count: Int) throws -> [UInt8] {
    guard count >= 0, count <= bytes.count - position else {
      throw PickleError.short(byte: position)
    }
    position += count
    return Array(bytes[position - count..<position])
  }

  /// A little-endian number without a sign.
  private mutating func count(_ size: Int) throws -> Int {
    let number = try take(size).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard let count = Int(exactly: number) else { throw PickleError.short(byte: position) }
    return count
  }

  /// A little-endian number with a sign and so many bytes as the next one says.
  private mutating func long() throws -> Int {
    let place = position
    let digits = try take(count(1))
    guard digits.count <= 8 else { throw PickleError.damaged(byte: place) }
    let isNegative = (digits.last ?? 0) & 0x80 != 0
    let start: UInt64 = isNegative ? .max : 0
    return Int(truncatingIfNeeded: digits.reversed().reduce(start) { $0 << 8 | UInt64($1) })
  }

  private mutating func text(_ size: Int) throws -> String {
    let place = position
    guard let text = String(validating: try take(size), as: UTF8.self) else {
      throw PickleError.damaged(byte: place)
    }
    return text
  }

  private mutating func line() throws -> String {
    let place = position
    while try byte() != UInt8(ascii: "\n") {}
    guard let text = String(validating: bytes[place..<position - 1], as: UTF8.self) else {
      throw PickleError.damaged(byte: place)
    }
    return text
  }
}
