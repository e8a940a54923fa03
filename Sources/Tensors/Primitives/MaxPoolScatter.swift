import CKernels

/// The gradient of max pooling: for images x and one number for each window, the numbers at the windows'
/// largest elements and zeros elsewhere. Linear in the numbers.
struct MaxPoolScatter: PoolingPrimitive {
  var name: String { "max_pool2d_scatter" }
  let window: Window
  var traits: Traits { .opaque }
  var counterpart: Counterpart { .none }
  static let kernels = Kernels(tarn_max_pool_scatter_f32, tarn_max_pool_scatter_f64)
  static let examples = [
    Example(
      Self(window: Window(size: Extent(3), stride: Extent(2), padding: Extent(1))), [2, 5, 4],
      [2, 3, 2])
  ]

  func type(of inputs: [TensorType]) throws -> TensorType {
    let windows = try window.output(name, inputs[0].shape)
    guard windows == inputs[1].shape else {
      throw TensorError.shapes(
        operation: name, got: inputs.map(\.shape), expected: "images and \(windows) numbers")
    }
    return TensorType(inputs[0].shape, try dtype(inputs))
  }

  func kernel(_ inputs: [TensorType], _ output: TensorType) throws -> Kernel {
    try window.kernel(
      Self.kernels, inputs[0], inputs[1].shape, isImage: [true, true, false], for: name)
  }

  func vjp(_ backward: Backward) throws -> [Value?] {
    [nil, try apply(MaxPoolPick(window: window), [backward.inputs[0], backward.cotangent])]
  }

  func rounding(_ inputs: [TensorType], _ output: TensorType) -> Rounding { .unknown }
}
