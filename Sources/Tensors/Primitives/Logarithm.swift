import CKernels

/// The natural logarithm.
struct Logarithm: Unary {
  var name: String { "log" }
  var traits: Traits { .increasing(.concave) }
  static let kernels = Kernels(tarn_log_f32, tarn_log_f64)

  func derivative(_ x: Value, _ y: Value) throws -> Value? { try x.reciprocal() }
}
