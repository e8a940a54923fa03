import CKernels

/// The transpose of average pooling: each number divided evenly over its window of an image of size `size`.
struct AveragePoolSpread: PoolingPrimitive {
  var name: String { "avg_pool2d_spread" }
  let window: Window
  let size: Extent
  var traits: Traits { .positive }
  var counterpart: Counterpart { .none }
  static let kernels = Kernels(tarn_avg_pool_spread_f32, tarn_avg_pool_spread_f64)
  static let examples = [
    Example(
      Self(
        window: Window(size: Extent(3), stride: Extent(2), padding: Extent(1)), size: Extent(5, 4)),
      [2, 3, 2])
  ]

  func type(of inputs: [TensorType]) throws -> TensorType {
    let shape = inputs[0].shape
    guard shape.rank >= 2 else {
      throw TensorError.shapes(
        operation: name, got: [shape], expected: "numbers for windows, height and width last")
    }
    let image = try Shape(shape.dimensions[..<(shape.rank - 2)] + [size.height, size.width])
    let windows = try window.output(name, image)
    guard windows == shape else {
      throw TensorError.shapes(operation: name, got: [shape], expected: "\(windows) numbers")
    }
    return TensorType(image, try dtype(inputs))
  }

  func kernel(_ inputs: [TensorType], _ output: TensorType) throws -> Kernel {
    try window.kernel(Self.kernels, output, inputs[0].shape, isImage: [true, false], for: name)
  }

  func vjp(_ backward: Backward) throws -> [Value?] {
    [try apply(AveragePool(window: window), [backward.cotangent])]
  }

  func rounding(_ inputs: [TensorType], _ output: TensorType) -> Rounding { window.sum }
}
