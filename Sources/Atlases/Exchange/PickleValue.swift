/// What a pickle has on its stack: values, and calls that nobody makes.
indirect enum PickleValue: Equatable {
  case none
  /// A whole number, or a truth value.
  case integer(Int)
  case text(String)
  case bytes([UInt8])
  case tuple([PickleValue])
  /// A function or class of Python.
  case name(module: String, name: String)
  /// What a function would return for arguments.
  case call(String, [PickleValue])
  /// An object whose state is set.
  case built(of: PickleValue, PickleValue)

  /// A short text, which Python 2 writes as bytes.
  var word: String? {
    switch self {
    case .text(let text): text
    case .bytes(let bytes) where bytes.count < 20: String(validating: bytes, as: UTF8.self)
    default: nil
    }
  }

  /// The only functions that an array of numbers needs, without the modules in which different versions of numpy keep them.
  private static let functions: [String: [String]] = [
    "_reconstruct": ["numpy.core.multiarray", "numpy._core.multiarray"],
    "_frombuffer": ["numpy.core.numeric", "numpy._core.numeric"],
    "dtype": ["numpy"],
    "encode": ["_codecs"],
  ]

  /// A call of one of them.
  static func call(
    _ module: String, _ name: String, _ arguments: [PickleValue]
  ) throws -> PickleValue {
    guard functions[name]?.contains(module) == true else {
      throw PickleError.function("\(module).\(name)")
    }
    // How protocol 2 writes bytes: as text of their codes.
    if name == "encode" {
      guard arguments.count == 2, case .text(let text) = arguments[0],
        case .text("latin1") = arguments[1]
      else { throw PickleError.notArray("an encoding other than latin1") }
      let codes = text.unicodeScalars.compactMap { UInt8(exactly: $0.value) }
      guard codes.count == text.unicodeScalars.count else {
        throw PickleError.notArray("text that is not latin1")
      }
      return .bytes(codes)
    }
    return .call(name, arguments)
  }
}

/// What a pickle is that holds no array of float64. Bytes count from 0.
package enum PickleError: Error, Equatable, CustomStringConvertible {
  case short(byte: Int)
  case version(Int)
  case instruction(UInt8, byte: Int)
  case function(String)
  case damaged(byte: Int)
  case notArray(String)

  package var description: String {
    switch self {
    case .short(let byte): "the pickle ends too early, at byte \(byte)"
    case .version(let version): "pickle protocol \(version), expected 2 to 5"
    case .instruction(let code, let byte):
      "pickle instruction 0x\(String(code, radix: 16, uppercase: true)) at byte \(byte): an array of float64 needs none such"
    case .function(let name):
      "the pickle calls \(name.prefix(80)): an array of float64 needs nothing such"
    case .damaged(let byte): "the pickle is damaged at byte \(byte)"
    case .notArray(let found): "expected a pickled array of float64, got \(found)"
    }
  }
}
