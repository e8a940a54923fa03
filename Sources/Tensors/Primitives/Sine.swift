import CKernels

/// sin x
struct Sine: Unary {
  var name: String { "sin" }
  var traits: Traits { .wave }
  static let kernels = Kernels(tarn_sin_f32, tarn_sin_f64)

  func derivative(_ x: Value, _ y: Value) throws -> Value? { try x.cos() }
}
