import CKernels

/// x^y. The derivative by x is y x^(y-1), zero where y is zero; by y it is x^y log x, zero where x
/// is zero.
struct Power: Binary {
  var name: String { "pow" }
  var traits: Traits { .power }
  static let kernels = BinaryKernels(
    Kernels(tarn_pow_vv_f32, tarn_pow_vv_f64),
    Kernels(tarn_pow_vs_f32, tarn_pow_vs_f64),
    Kernels(tarn_pow_sv_f32, tarn_pow_sv_f64))

  func vjp(_ backward: Backward) throws -> [Value?] {
    let (x, y) = (backward.inputs[0], backward.inputs[1])
    var cotangents: [Value?] = [nil, nil]
    if backward.needs[0] {
      let slope = try y * x.power(y - 1)
      cotangents[0] = try backward.cotangent * y.equals(y.filled(0)).select(y.filled(0), slope)
    }
    if backward.needs[1] {
      // The logarithm is taken of 1 where x is zero, so that no infinity is multiplied by zero.
      let isZero = try x.equals(x.filled(0))
      let slope = try backward.output * isZero.select(x.filled(1), x).log()
      cotangents[1] = try backward.cotangent * isZero.select(x.filled(0), slope)
    }
    return cotangents
  }
}
