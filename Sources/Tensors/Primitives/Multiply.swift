import CKernels

/// x y
struct Multiply: Binary {
  var name: String { "mul" }
  var traits: Traits { .product }
  static let kernels = BinaryKernels(
    Kernels(tarn_mul_vv_f32, tarn_mul_vv_f64, tarn_mul_vv_i32),
    Kernels(tarn_mul_vs_f32, tarn_mul_vs_f64, tarn_mul_vs_i32),
    Kernels(tarn_mul_sv_f32, tarn_mul_sv_f64, tarn_mul_sv_i32))

  func vjp(_ backward: Backward) throws -> [Value?] {
    [
      backward.needs[0] ? try backward.cotangent.chained(backward.inputs[1]) : nil,
      backward.needs[1] ? try backward.cotangent.chained(backward.inputs[0]) : nil,
    ]
  }
}
