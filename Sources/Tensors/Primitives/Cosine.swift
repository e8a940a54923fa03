import CKernels

/// cos x
struct Cosine: Unary {
  var name: String { "cos" }
  var traits: Traits { .wave }
  static let kernels = Kernels(tarn_cos_f32, tarn_cos_f64)

  func derivative(_ x: Value, _ y: Value) throws -> Value? { try -x.sin() }
}
