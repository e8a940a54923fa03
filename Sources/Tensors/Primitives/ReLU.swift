import CKernels

/// max(x, 0). The derivative at 0 is 0, as in PyTorch.
struct ReLU: Unary {
  var name: String { "relu" }
  var traits: Traits { .increasing(.convex) }
  static let kernels = Kernels(tarn_relu_f32, tarn_relu_f64, tarn_relu_i32)

  func derivative(_ x: Value, _ y: Value) throws -> Value? { try x.greater(than: 0) }
}
