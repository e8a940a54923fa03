import CKernels

/// |x|. The derivative at 0 is 0, as in PyTorch.
struct Absolute: Unary, Touchable {
  var name: String { "abs" }
  var traits: Traits { .curve(.absolute, self) }
  var rounding: Rounding { .none }
  var counterpart: Counterpart { .operation("Abs") }
  static let kernels = Kernels(tarn_abs_f32, tarn_abs_f64, tarn_abs_i32)
  static let examples = [Example(Self(), [7])]

  func derivative(_ x: Value, _ y: Value) throws -> Value? { try x.sign() }

  func touching(slope: Value) throws -> Value { try slope.filled(0) }
}
