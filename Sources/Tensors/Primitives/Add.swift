import CKernels

/// x + y
struct Add: Binary {
  var name: String { "add" }
  var traits: Traits { .positive(2) }
  static let kernels = BinaryKernels(
    Kernels(tarn_add_vv_f32, tarn_add_vv_f64, tarn_add_vv_i32),
    Kernels(tarn_add_vs_f32, tarn_add_vs_f64, tarn_add_vs_i32),
    Kernels(tarn_add_sv_f32, tarn_add_sv_f64, tarn_add_sv_i32))

  func vjp(_ backward: Backward) throws -> [Value?] {
    [backward.cotangent, backward.cotangent]
  }
}
