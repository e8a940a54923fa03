import CKernels

/// |x|. The derivative at 0 is 0, as in PyTorch.
struct Absolute: Unary {
  var name: String { "abs" }
  var traits: Traits { .valley(at: 0) }
  static let kernels = Kernels(tarn_abs_f32, tarn_abs_f64, tarn_abs_i32)

  func derivative(_ x: Value, _ y: Value) throws -> Value? { try x.sign() }
}
