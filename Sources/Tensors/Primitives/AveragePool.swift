import CKernels

/// The mean of every window; padding counts as zeros, as is PyTorch's default.
struct AveragePool: PoolingPrimitive {
  var name: String { "avg_pool2d" }
  let window: Window
  var traits: Traits { .positive }
  var counterpart: Counterpart {
    .pool(
      "AveragePool", [.integer("count_include_pad", 1)], size: window.size, stride: window.stride,
      padding: window.padding)
  }
  static let kernels = Kernels(tarn_avg_pool_f32, tarn_avg_pool_f64)
  static let examples = [
    Example(
      Self(window: Window(size: Extent(2), stride: Extent(2), padding: Extent(0))), [2, 4, 5]),
    Example(
      Self(window: Window(size: Extent(3, 2), stride: Extent(1, 3), padding: Extent(1))), [1, 3, 4]),
  ]

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

  func rounding(_ inputs: [TensorType], _ output: TensorType) -> Rounding { window.sum }
}
