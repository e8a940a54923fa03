import CKernels

/// -x
struct Negate: Unary {
  var name: String { "neg" }
  var traits: Traits { .monotone(.decreasing, linear: true) }
  static let kernels = Kernels(tarn_neg_f32, tarn_neg_f64, tarn_neg_i32)

  func derivative(_ x: Value, _ y: Value) throws -> Value? { try y.filled(-1) }
}
