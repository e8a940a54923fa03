import CKernels

/// x above 0, slope x elsewhere (Maas et al. 2013). The derivative at 0 is the slope, as in PyTorch.
struct LeakyReLU: Elementwise, Composed {
  var name: String { "leaky_relu" }
  let slope: Double
  var traits: Traits { .opaque }
  var rounding: Rounding { .result(1) }
  var counterpart: Counterpart { .operation("LeakyRelu", [.number("alpha", slope)]) }
  static let examples = [
    Example(Self(slope: 0.1), [6]),
    Example(Self(slope: -0.5), [6]),
    Example(Self(slope: 2), [6]),
  ]

  private static let kernels = Kernels(tarn_leaky_relu_f32, tarn_leaky_relu_f64)

  var reals: [Double] { [slope] }

  func tile(_ inputs: [DType], scalars: [Bool]) -> tarn_kernel? {
    scalars[0] ? nil : LeakyReLU.kernels[inputs[0]]
  }

  func type(of inputs: [TensorType]) throws -> TensorType {
    _ = try LeakyReLU.kernels(inputs[0].dtype, for: name)
    return inputs[0]
  }

  /// Each term increases with x, for slopes from 0 to 1. Of real numbers it is the same; computed so it would
  /// round x itself, and make NaN of an infinity where the slope is 0, or 1 or more.
  func composition(_ inputs: [Value]) throws -> Value {
    try inputs[0] * slope + inputs[0].relu() * (1 - slope)
  }

  func vjp(_ backward: Backward) throws -> [Value?] {
    let (x, c) = (backward.inputs[0], backward.cotangent)
    return [try x.greater(than: 0).select(c, c.chained(c.filled(slope)))]
  }
}
