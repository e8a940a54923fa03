import CKernels

/// x - y
struct Subtract: Binary {
  var name: String { "sub" }
  var traits: Traits { .linear(Traits.Linear(.general, [.increasing, .decreasing])) }
  var rounding: Rounding { .result(1) }
  var counterpart: Counterpart { .arithmetic("Sub") }
  static let kernels = BinaryKernels(
    Kernels(tarn_sub_vv_f32, tarn_sub_vv_f64, tarn_sub_vv_i32),
    Kernels(tarn_sub_vs_f32, tarn_sub_vs_f64, tarn_sub_vs_i32),
    Kernels(tarn_sub_sv_f32, tarn_sub_sv_f64, tarn_sub_sv_i32))
  static let examples = [Example(Self(), [2, 3], [2, 3])]

  func vjp(_ backward: Backward) throws -> [Value?] {
    [backward.cotangent, backward.needs[1] ? try -backward.cotangent : nil]
  }
}
