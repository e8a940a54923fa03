import CKernels

/// The quotient of the chain rule: x / y, where zero divided by anything is zero; see ``ChainProduct``.
struct ChainQuotient: Binary, Composed {
  var name: String { "div" }
  var traits: Traits { .quotient }
  var rounding: Rounding { .result(1) }
  var counterpart: Counterpart { .arithmetic("Div") }
  static let kernels = BinaryKernels(
    Kernels(tarn_chain_div_vv_f32, tarn_chain_div_vv_f64),
    Kernels(tarn_chain_div_vs_f32, tarn_chain_div_vs_f64),
    Kernels(tarn_chain_div_sv_f32, tarn_chain_div_sv_f64))
  static let examples = [Example(Self(), [4], [4], domain: 0.5...2)]

  /// Of real numbers, with a divisor that is not zero, it is the quotient.
  func composition(_ inputs: [Value]) throws -> Value { try inputs[0] / inputs[1] }

  func vjp(_ backward: Backward) throws -> [Value?] {
    let scaled = try backward.cotangent.chained(over: backward.inputs[1])
    return [scaled, backward.needs[1] ? try -scaled.chained(backward.output) : nil]
  }
}

extension Value {
  /// This cotangent divided by a number; zero divided by anything is zero.
  package func chained(over divisor: Value) throws -> Value {
    try Value.elementwise(ChainQuotient(), self, divisor)
  }
}
