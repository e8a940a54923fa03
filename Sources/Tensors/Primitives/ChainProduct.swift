import CKernels

/// The product of the chain rule, of a cotangent and a derivative: x y, where zero times anything is zero.
///
/// A cotangent of zero says that a place does not matter: it was not selected, was cut out, is not the
/// largest. What the derivative is there must not matter either, be it infinite or NaN; nor must an infinite
/// cotangent reach what has a derivative of zero. The plain product would make NaN of both. Wherever that is
/// a number the two agree to the bit, and the derivatives of this product are such products again.
struct ChainProduct: Binary, Composed {
  var name: String { "mul" }
  var traits: Traits { .product(.numbers) }
  var rounding: Rounding { .result(1) }
  var counterpart: Counterpart { .arithmetic("Mul") }
  static let kernels = BinaryKernels(
    Kernels(tarn_chain_vv_f32, tarn_chain_vv_f64),
    Kernels(tarn_chain_vs_f32, tarn_chain_vs_f64),
    Kernels(tarn_chain_sv_f32, tarn_chain_sv_f64))
  static let examples = [Example(Self(), [2, 3], [2, 3]), Example(Self(), [70], [70])]

  /// Of real numbers it is the product.
  func composition(_ inputs: [Value]) throws -> Value { try inputs[0] * inputs[1] }

  func vjp(_ backward: Backward) throws -> [Value?] {
    [
      backward.needs[0] ? try backward.cotangent.chained(backward.inputs[1]) : nil,
      backward.needs[1] ? try backward.cotangent.chained(backward.inputs[0]) : nil,
    ]
  }
}

/// The same of a smooth function, whose derivative is nowhere zero but where it underflows: an infinite cotangent
/// there leaves NaN, since what the product would have been is not known.
struct SmoothChainProduct: Binary, Composed {
  var name: String { "mul" }
  var traits: Traits { .product(.numbers) }
  var rounding: Rounding { .result(1) }
  var counterpart: Counterpart { .arithmetic("Mul") }
  static let kernels = BinaryKernels(
    Kernels(tarn_chain_smooth_vv_f32, tarn_chain_smooth_vv_f64),
    Kernels(tarn_chain_smooth_vs_f32, tarn_chain_smooth_vs_f64),
    Kernels(tarn_chain_smooth_sv_f32, tarn_chain_smooth_sv_f64))
  static let examples = [Example(Self(), [2, 3], [2, 3]), Example(Self(), [70], [70])]

  func composition(_ inputs: [Value]) throws -> Value { try inputs[0] * inputs[1] }

  func vjp(_ backward: Backward) throws -> [Value?] {
    [
      backward.needs[0] ? try backward.cotangent.chained(smooth: backward.inputs[1]) : nil,
      backward.needs[1] ? try backward.cotangent.chained(backward.inputs[0]) : nil,
    ]
  }
}

extension Value {
  /// This cotangent times a derivative; zero times anything is zero.
  package func chained(_ derivative: Value) throws -> Value {
    try Value.elementwise(ChainProduct(), self, derivative)
  }

  /// The same, where the derivative is zero by underflow only.
  func chained(smooth derivative: Value) throws -> Value {
    try Value.elementwise(SmoothChainProduct(), self, derivative)
  }
}
