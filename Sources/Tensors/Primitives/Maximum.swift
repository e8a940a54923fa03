import CKernels

/// The larger of two numbers; NaN wins. Equal numbers share the derivative, as in PyTorch.
struct Maximum: Binary {
  var name: String { "maximum" }
  var traits: Traits { .extreme(.largest) }
  var rounding: Rounding { .none }
  var counterpart: Counterpart { .arithmetic("Max") }
  static let kernels = BinaryKernels(
    Kernels(tarn_max_vv_f32, tarn_max_vv_f64, tarn_max_vv_i32),
    Kernels(tarn_max_vs_f32, tarn_max_vs_f64, tarn_max_vs_i32),
    Kernels(tarn_max_sv_f32, tarn_max_sv_f64, tarn_max_sv_i32))
  static let examples = [Example(Self(), [6], [6]), Example(Self(), [0], [0])]

  func vjp(_ backward: Backward) throws -> [Value?] {
    let (x, y) = (backward.inputs[0], backward.inputs[1])
    let half = try x.equals(y) * 0.5
    return [
      backward.needs[0] ? try backward.cotangent.chained(x.greater(than: y) + half) : nil,
      backward.needs[1] ? try backward.cotangent.chained(y.greater(than: x) + half) : nil,
    ]
  }
}
