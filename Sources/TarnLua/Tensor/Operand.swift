import LuaBridge
import Tensors

/// Numbers and tables beside a tensor take its type and keep their digits. Whole ones beside whole
/// numbers stay whole, others make float32 of them.
extension Value {
  /// Digits of Lua, which are float64, in the type that fits this tensor.
  fileprivate func taking(_ digits: Value) throws -> Value {
    if dtype == .int32, let tensor = digits.known,
      !tensor.doubles.allSatisfy({ Int32(exactly: $0) != nil })
    {
      return try digits.cast(to: .float32)
    }
    return try digits.cast(to: dtype)
  }
}

/// The operand of an operation on `other`.
func operand(_ value: LuaValue, like other: Value, _ what: @autoclosure () -> String) throws -> Value {
  if let object = value.asObject(TensorObject.self) { return object.value }
  return try other.taking(tensorValue(value, what(), dtype: .float64))
}

extension Call {
  /// A `precise` argument of a method of `other`.
  func operand(_ name: String, like other: Value) throws -> Value {
    try self[name].asObject(TensorObject.self)?.value ?? other.taking(tensor(name))
  }
}
