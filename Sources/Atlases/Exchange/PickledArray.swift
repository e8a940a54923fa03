import Foundation

/// Arrays of float64 as numpy pickles them.
package enum PickledArray {
  /// The numbers of an array of any shape, row by row.
  ///
  /// Protocols 2 to 4 make an empty array and set its state (version, shape, dtype, order, bytes); protocol 5 makes it of a
  /// buffer (bytes, dtype, shape, order).
  package static func read(_ bytes: [UInt8]) throws -> [Double] {
    switch try PickleMachine.run(bytes) {
    case .built(of: .call("_reconstruct", let origin), .tuple(let state)):
      guard case .name("numpy", "ndarray")? = origin.first else {
        throw PickleError.notArray("another kind of array")
      }
      guard state.count == 5, case .tuple(let shape) = state[1],
        case .integer(let order) = state[3],
        case .bytes(let content) = state[4]
      else { throw PickleError.notArray("an array without plain content") }
      return try numbers(content, state[2], shape, isColumnMajor: order != 0)
    case .call("_frombuffer", let given):
      guard given.count == 4, case .bytes(let content) = given[0],
        case .tuple(let shape) = given[2],
        case .text(let order) = given[3]
      else { throw PickleError.notArray("an array without plain content") }
      return try numbers(content, given[1], shape, isColumnMajor: order == "F")
    case .built(of: .call(let name, _), _), .call(let name, _):
      throw PickleError.notArray("numpy's \(name)")
    case .none: throw PickleError.notArray("None")
    case .integer(let number): throw PickleError.notArray("the number \(number)")
    case .text: throw PickleError.notArray("text")
    default: throw PickleError.notArray("something else")
    }
  }

  private static func numbers(
    _ content: [UInt8], _ type: PickleValue, _ shape: [PickleValue], isColumnMajor: Bool
  ) throws -> [Double] {
    let isBigEndian = try byteOrder(type)
    var count = 1
    for size in shape {
      guard case .integer(let size) = size, size >= 0,
        case (let product, let overflow) = count.multipliedReportingOverflow(by: size), !overflow
      else { throw PickleError.notArray("a shape that is none") }
      count = product
    }
    guard content.count.isMultiple(of: 8), content.count / 8 == count else {
      throw PickleError.notArray("\(content.count) bytes for \(count) numbers")
    }
    guard !isColumnMajor || shape.count <= 1 else {
      throw PickleError.notArray("an array in Fortran's order")
    }
    guard isBigEndian else { return CoordinateBlob.decode(Data(content)) ?? [] }
    return (0..<count).map { k in
      Double(bitPattern: content[8 * k..<8 * k + 8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    }
  }

  /// Whether the numbers are big-endian.
  private static func byteOrder(_ type: PickleValue) throws -> Bool {
    guard case .built(of: .call("dtype", let arguments), .tuple(let state)) = type,
      let code = arguments.first?.word
    else { throw PickleError.notArray("an array without a type") }
    guard code == "f8", state.count >= 2 else {
      throw PickleError.notArray("an array of \(code.prefix(20))")
    }
    switch state[1].word {
    case "<": return false
    case ">": return true
    default: throw PickleError.notArray("an array without a byte order")
    }
  }

  /// A pickle of an array with one axis: protocol 3, in the names that every version of numpy reads.
  package static func write(_ x: [Double]) -> [UInt8] {
    var bytes: [UInt8] = [0x80, 3]
    func add(_ text: String) { bytes += Array(text.utf8) }
    func count(_ number: Int) {
      bytes += (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }
    func text(_ word: String) {
      add("X")
      count(word.utf8.count)
      add(word)
    }
    func integer(_ number: Int) {
      add("J")
      count(number)
    }
    func blob(_ content: [UInt8]) {
      add("B")
      count(content.count)
      bytes += content
    }
    add("cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\n")
    integer(0)
    bytes.append(0x85)
    blob(Array("b".utf8))
    bytes.append(0x87)
    add("R(")
    integer(1)
    integer(x.count)
    bytes.append(0x85)
    // numpy.dtype("f8", False, True), then its state.
    add("cnumpy\ndtype\n")
    text("f8")
    bytes += [0x89, 0x88, 0x87]
    add("R(")
    integer(3)
    text("<")
    add("NNN")
    integer(-1)
    integer(-1)
    integer(0)
    add("tb")
    bytes.append(0x89)
    blob([UInt8](CoordinateBlob.encode(x)))
    add("tb.")
    return bytes
  }
}
