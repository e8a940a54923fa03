import CKernels

/// The smaller of two numbers; NaN wins. Equal numbers share the derivative, as in PyTorch.
struct Minimum: Binary {
  var name: String { "minimum" }
  var traits: Traits { .extreme(.smallest) }
  var rounding: Rounding { .none }
  var counterpart: Counterpart { .arithmetic("Min") }
  static let kernels = BinaryKernels(
    Kernels(tarn_min_vv_f32, tarn_min_vv_f64, tarn_min_vv_i32),
    Kernels(tarn_min_vs_f32, tarn_min_vs_f64, tarn_min_vs_i32),
    Kernels(tarn_min_sv_f32, tarn_min_sv_f64, tarn_min_sv_i32))
  static let examples = [Example(Self(), [6], [6])]

  func vjp(_ backward: Backward) throws -> [Value?] {
    let (x, y) = (backward.inputs[0], backward.inputs[1])
    let half = try x.equals(y) * 0.5
    return [
      backward.needs[0] ? try backward.cotangent.chained(x.less(than: y) + half) : nil,
      backward.needs[1] ? try backward.cotangent.chained(y.less(than: x) + half) : nil,
    ]
  }
}
