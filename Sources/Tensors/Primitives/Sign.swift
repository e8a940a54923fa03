import CKernels

/// -1, 0 or 1; NaN stays NaN. The derivative is 0.
struct Sign: Unary {
  var name: String { "sign" }
  var traits: Traits { .monotone([.increasing]) }
  var rounding: Rounding { .none }
  var counterpart: Counterpart { .operation("Sign") }
  static let kernels = Kernels(tarn_sign_f32, tarn_sign_f64, tarn_sign_i32)
  static let examples = [Example(Self(), [3])]

  func derivative(_ x: Value, _ y: Value) throws -> Value? { nil }
}
