import LuaBridge
import Tensors

/// Numbers and tables beside a tensor take its type and keep their digits; beside whole numbers the type that
/// holds them.
extension Value {
  /// Digits of Lua, which are float64, in the type that fits this tensor.
  fileprivate func taking(_ digits: Value) throws -> Value {
    guard dtype == .int32, let tensor = try digits.known else { return try digits.cast(to: dtype) }
    return try digits.cast(to: dtype.taking(tensor.doubles))
  }

  /// A number beside a tensor.
  static func operand(_ number: Double, _ other: Value) throws -> Value {
    try other.taking(.scalar(number, .float64))
  }

  /// The operand of an operation on `other`.
  init(operand value: LuaValue, like other: Value, _ what: @autoclosure () -> String) throws {
    self =
      try value.asObject(TensorObject.self)?.value
      ?? other.taking(Value(lua: value, what(), dtype: .float64))
  }

  /// `precise` values, where those that Lua gave as numbers or tables take the type of the tensors among
  /// them, or the default if there is none.
  static func unified(_ given: [LuaValue], _ values: [Value]) throws -> [Value] {
    let isTensor = given.map { $0.asObject(TensorObject.self) != nil }
    let tensors = zip(values, isTensor).filter(\.1).map(\.0)
    guard let widest = tensors.max(by: { $0.dtype != DType.promoted($0.dtype, $1.dtype) }) else {
      return try values.map { try $0.cast(to: .float32) }
    }
    return try zip(values, isTensor).map { try $1 ? $0 : widest.taking($0) }
  }
}

extension Call {
  /// A `precise` argument of a method of `other`.
  func operand(_ name: String, like other: Value) throws -> Value {
    try self[name].asObject(TensorObject.self)?.value ?? other.taking(tensor(name))
  }
}
