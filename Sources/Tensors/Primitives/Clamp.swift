import CKernels

/// The nearest number in [low, high]. The derivative is 1 inside and at the ends, 0 outside,
/// as in PyTorch.
struct Clamp: Elementwise {
  var name: String { "clamp" }
  let low: Double
  let high: Double
  var traits: Traits { .saturating(low: low, high: high) }
  /// The limits are the numbers that they become in the input's type.
  var rounding: Rounding { .none }
  var counterpart: Counterpart { .clip(low: low, high: high) }
  static let examples = [
    Example(Self(low: -0.75, high: 0.875), [9]),
    Example(Self(low: 0, high: 1), [1, 3]),
  ]

  private static let kernels = Kernels(tarn_clamp_f32, tarn_clamp_f64)

  var reals: [Double] { [low, high] }

  func tile(_ inputs: [DType], scalars: [Bool]) -> tarn_kernel? {
    scalars[0] ? nil : Clamp.kernels[inputs[0]]
  }

  func vjp(_ backward: Backward) throws -> [Value?] {
    let x = backward.inputs[0]
    let inside = try x.compare(.ge, x.filled(low)) * x.compare(.le, x.filled(high))
    return [try backward.cotangent.chained(inside)]
  }
}
