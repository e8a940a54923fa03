import CKernels

/// x^y. The derivative by x is y x^(y-1), zero where y is zero; by y it is x^y log x, zero where x
/// is zero. Both are chain products, whose derivatives know of no such choice: a selection would be taken for
/// a constant by the next derivative.
struct Power: Binary {
  var name: String { "pow" }
  var traits: Traits { .power }
  var rounding: Rounding { .result(4) }
  var counterpart: Counterpart { .arithmetic("Pow") }
  static let kernels = BinaryKernels(
    Kernels(tarn_pow_vv_f32, tarn_pow_vv_f64),
    Kernels(tarn_pow_vs_f32, tarn_pow_vs_f64),
    Kernels(tarn_pow_sv_f32, tarn_pow_sv_f64))
  static let examples = [Example(Self(), [4], [4], domain: 0.3...2)]

  func vjp(_ backward: Backward) throws -> [Value?] {
    let (x, y) = (backward.inputs[0], backward.inputs[1])
    var cotangents: [Value?] = [nil, nil]
    if backward.needs[0] {
      cotangents[0] = try backward.cotangent.chained(y.chained(x.power(y - 1)))
    }
    if backward.needs[1] {
      // 0^y is 0 above y = 0, 1 at 0 and infinite below: only there is zero a choice.
      let isChosen = try x.equals(x.filled(0)) * y.compare(.le, y.filled(0))
      let slope = try backward.output.chained(x.log())
      cotangents[1] = try backward.cotangent.chained(isChosen.select(x.filled(0), slope))
    }
    return cotangents
  }
}
