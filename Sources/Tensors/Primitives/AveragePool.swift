import CKernels

/// The mean of every window; padding counts as zeros, as is PyTorch's default.
struct AveragePool: PoolingPrimitive {
  var name: String { "avg_pool2d" }
  let window: Window
  var traits: Traits { .positive(1) }
  static let kernels = Kernels(tarn_avg_pool_f32, tarn_avg_pool_f64)

  func type(of inputs: [TensorType]) throws -> TensorType {
    TensorType(try window.output(name, inputs[0].shape), try dtype(inputs))
  }

  func kernel(_ inputs: [TensorType], _ output: TensorType) throws -> Kernel {
    try window.kernel(Self.kernels, inputs[0], output.shape, isImage: [false, true], for: name)
  }

  func vjp(_ backward: Backward) throws -> [Value?] {
    let size = Extent(lastOf: backward.inputs[0].shape)
    return [try apply(AveragePoolSpread(window: window, size: size), [backward.cotangent])]
  }
}
