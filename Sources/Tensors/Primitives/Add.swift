import CKernels

/// x + y
struct Add: Binary {
  var name: String { "add" }
  var traits: Traits { .positive }
  var rounding: Rounding { .result(1) }
  var counterpart: Counterpart { .arithmetic("Add") }
  static let kernels = BinaryKernels(
    Kernels(tarn_add_vv_f32, tarn_add_vv_f64, tarn_add_vv_i32),
    Kernels(tarn_add_vs_f32, tarn_add_vs_f64, tarn_add_vs_i32),
    Kernels(tarn_add_sv_f32, tarn_add_sv_f64, tarn_add_sv_i32))
  static let examples = [
    Example(Self(), [2, 3], [2, 3]),
    Example(Self(), [], []),
    Example(Self(), [1, 1], [1, 1]),
  ]

  func vjp(_ backward: Backward) throws -> [Value?] {
    [backward.cotangent, backward.cotangent]
  }
}
