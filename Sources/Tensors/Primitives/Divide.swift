import CKernels

/// x / y
struct Divide: Binary {
  var name: String { "div" }
  var traits: Traits { .quotient }
  var rounding: Rounding { .result(1) }
  var counterpart: Counterpart { .arithmetic("Div") }
  static let kernels = BinaryKernels(
    Kernels(tarn_div_vv_f32, tarn_div_vv_f64),
    Kernels(tarn_div_vs_f32, tarn_div_vs_f64),
    Kernels(tarn_div_sv_f32, tarn_div_sv_f64))
  static let examples = [
    Example(Self(), [4], [4], domain: 0.5...2),
    Example(Self(), [1], [1], domain: 0.5...2),
  ]

  func vjp(_ backward: Backward) throws -> [Value?] {
    let scaled = try backward.cotangent.chained(over: backward.inputs[1])
    return [scaled, backward.needs[1] ? try -scaled.chained(backward.output) : nil]
  }
}
