import CKernels

/// The largest element of every window; padding is never it, NaN is. The derivative goes to the first of
/// equal elements, as in PyTorch.
struct MaxPool: PoolingPrimitive {
  var name: String { "max_pool2d" }
  let window: Window
  var traits: Traits { .increasing() }
  static let kernels = Kernels(tarn_max_pool_f32, tarn_max_pool_f64)

  func type(of inputs: [TensorType]) throws -> TensorType {
    TensorType(try window.output(name, inputs[0].shape), try dtype(inputs))
  }

  func kernel(_ inputs: [TensorType], _ output: TensorType) throws -> Kernel {
    try window.kernel(Self.kernels, inputs[0], output.shape, isImage: [false, true], for: name)
  }

  func vjp(_ backward: Backward) throws -> [Value?] {
    [try apply(MaxPoolScatter(window: window), [backward.inputs[0], backward.cotangent])]
  }
}
