import CKernels

/// x y
struct Multiply: Binary {
  var name: String { "mul" }
  var traits: Traits { .product(.numbers) }
  var rounding: Rounding { .result(1) }
  var counterpart: Counterpart { .arithmetic("Mul") }
  static let kernels = BinaryKernels(
    Kernels(tarn_mul_vv_f32, tarn_mul_vv_f64, tarn_mul_vv_i32),
    Kernels(tarn_mul_vs_f32, tarn_mul_vs_f64, tarn_mul_vs_i32),
    Kernels(tarn_mul_sv_f32, tarn_mul_sv_f64, tarn_mul_sv_i32))
  static let examples = [Example(Self(), [2, 3], [2, 3]), Example(Self(), [0, 3], [0, 3])]

  func vjp(_ backward: Backward) throws -> [Value?] {
    [
      backward.needs[0] ? try backward.cotangent.chained(backward.inputs[1]) : nil,
      backward.needs[1] ? try backward.cotangent.chained(backward.inputs[0]) : nil,
    ]
  }
}
