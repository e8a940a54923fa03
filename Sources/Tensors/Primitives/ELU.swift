import CKernels

/// x above 0, alpha (e^x - 1) elsewhere (Clevert et al. 2016); alpha is not negative. The derivative at 0
/// is alpha, as in PyTorch.
struct ELU: Elementwise {
  var name: String { "elu" }
  let alpha: Double
  var traits: Traits { .increasing(alpha <= 1 ? .convex : nil) }

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
}
