import CKernels

/// x above 0, slope x elsewhere, with a slope for each element (He et al. 2015). The derivative at 0 is the
/// slope, as in PyTorch.
struct ParametricReLU: Binary, Composed {
  var name: String { "prelu" }
  var traits: Traits { .opaque }
  var rounding: Rounding { .result(1) }
  var counterpart: Counterpart { .arithmetic("PRelu") }
  static let kernels = BinaryKernels(
    Kernels(tarn_prelu_vv_f32, tarn_prelu_vv_f64),
    Kernels(tarn_prelu_vs_f32, tarn_prelu_vs_f64),
    Kernels(tarn_prelu_sv_f32, tarn_prelu_sv_f64))
  static let examples = [Example(Self(), [6], [6])]

  /// For slopes from 0 to 1 each of the first two terms increases with x and the last is 0. The rest of a slope
  /// belongs to what is below 0 alone, so that each term moves one way for slopes above 1 too.
  func composition(_ inputs: [Value]) throws -> Value {
    let (x, slope) = (inputs[0], inputs[1])
    let share = try slope.clamped(0, 1)
    return try x * share + x.relu() * (1 - share) - (-x).relu() * (slope - share)
  }

  func vjp(_ backward: Backward) throws -> [Value?] {
    let (x, slope, c) = (backward.inputs[0], backward.inputs[1], backward.cotangent)
    let isAbove = try x.greater(than: 0)
    return [
      backward.needs[0] ? try isAbove.select(c, c.chained(slope)) : nil,
      backward.needs[1] ? try isAbove.select(c.filled(0), c.chained(x)) : nil,
    ]
  }
}
