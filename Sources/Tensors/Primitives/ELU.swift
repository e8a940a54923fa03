import CKernels

/// x above 0, alpha (e^x - 1) elsewhere (Clevert et al. 2016); alpha is not negative. The derivative at 0
/// is alpha, as in PyTorch.
struct ELU: Elementwise, Touchable {
  var name: String { "elu" }
  let alpha: Double
  var traits: Traits { alpha <= 1 ? .curve(.convex, self) : .monotone([.increasing]) }
  var rounding: Rounding { .result(4) }
  var counterpart: Counterpart { .operation("Elu", [.number("alpha", alpha)]) }
  static let examples = [Example(Self(alpha: 0.7), [6]), Example(Self(alpha: 1.5), [6])]

  private static let kernels = Kernels(tarn_elu_f32, tarn_elu_f64)

  var reals: [Double] { [alpha] }

  func tile(_ inputs: [DType], scalars: [Bool]) -> tarn_kernel? {
    scalars[0] ? nil : ELU.kernels[inputs[0]]
  }

  func type(of inputs: [TensorType]) throws -> TensorType {
    _ = try ELU.kernels(inputs[0].dtype, for: name)
    return inputs[0]
  }

  func vjp(_ backward: Backward) throws -> [Value?] {
    let (x, y, c) = (backward.inputs[0], backward.output, backward.cotangent)
    return [try x.greater(than: 0).select(c, c.chained(smooth: y + alpha))]
  }

  func touching(slope: Value) throws -> Value {
    alpha > 0 ? try (slope / alpha).clamped(0, 1).log() : try slope.filled(0)
  }

  func derivative(_ x: Value, _ y: Value) throws -> Value? {
    try x.greater(than: 0).select(x.filled(1), y + alpha)
  }
}
