import CKernels

/// x * x
struct Square: Unary {
  var name: String { "square" }
  var traits: Traits { .valley(at: 0) }
  static let kernels = Kernels(tarn_square_f32, tarn_square_f64, tarn_square_i32)

  func derivative(_ x: Value, _ y: Value) throws -> Value? { try x * 2 }
}
