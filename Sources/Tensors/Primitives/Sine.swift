import CKernels

/// sin x
struct Sine: Unary {
  var name: String { "sin" }
  var traits: Traits { .wave }
  var rounding: Rounding { .result(4) }
  var counterpart: Counterpart { .operation("Sin") }
  static let kernels = Kernels(tarn_sin_f32, tarn_sin_f64)
  static let examples = [Example(Self(), [4])]

  func derivative(_ x: Value, _ y: Value) throws -> Value? { try x.cos() }
}
