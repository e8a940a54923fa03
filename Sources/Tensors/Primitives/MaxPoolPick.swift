import CKernels

/// For images x and images u of their shape, the elements of u at the places of the largest elements of
/// the windows of x: the forward derivative of max pooling. Linear in u.
struct MaxPoolPick: PoolingPrimitive {
  var name: String { "max_pool2d_pick" }
  let window: Window
  var traits: Traits { .opaque }
  var counterpart: Counterpart { .none }
  static let kernels = Kernels(tarn_max_pool_pick_f32, tarn_max_pool_pick_f64)
  static let examples = [
    Example(
      Self(window: Window(size: Extent(3), stride: Extent(2), padding: Extent(1))), [2, 5, 4],
      [2, 5, 4])
  ]

  func type(of inputs: [TensorType]) throws -> TensorType {
    guard inputs[0].shape == inputs[1].shape else {
      throw TensorError.shapes(
        operation: name, got: inputs.map(\.shape), expected: "the same shape for both")
    }
    return TensorType(try window.output(name, inputs[0].shape), try dtype(inputs))
  }

  func kernel(_ inputs: [TensorType], _ output: TensorType) throws -> Kernel {
    try window.kernel(
      Self.kernels, inputs[0], output.shape, isImage: [false, true, true], for: name)
  }

  func vjp(_ backward: Backward) throws -> [Value?] {
    [nil, try apply(MaxPoolScatter(window: window), [backward.inputs[0], backward.cotangent])]
  }

  func rounding(_ inputs: [TensorType], _ output: TensorType) -> Rounding { .unknown }
}
