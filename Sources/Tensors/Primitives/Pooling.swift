import CKernels

/// The windows of a pooling operation on images [..., h, w].
struct Window: Hashable, Sendable {
  let size: Extent
  let stride: Extent
  let padding: Extent

  /// A sum over a window, or over the windows that hold one place, and a division.
  var sum: Rounding { .sum(size.height * size.width + 1) }

  /// The shape of the results.
  func output(_ name: String, _ image: Shape) throws -> Shape {
    func fail(_ expected: String) -> TensorError {
      .shapes(operation: name, got: [image], expected: expected)
    }
    guard image.rank >= 2 else { throw fail("images, height and width last") }
    // Beyond half a window some would hold nothing but padding.
    guard padding.height <= size.height / 2, padding.width <= size.width / 2 else {
      throw fail("a padding of at most half the window \(size), got \(padding)")
    }
    guard let places = size.places(on: Extent(lastOf: image), stride: stride, padding: padding)
    else { throw fail("images no smaller than the window \(size)") }
    return image.replacing(image.rank - 2, with: places.height)
      .replacing(image.rank - 1, with: places.width)
  }

  /// - Parameters:
  ///   - output: the shape of the results for `image`.
  ///   - isImage: for each operand of the kernel, the output first, whether it is an image or results.
  func kernel(
    _ kernels: Kernels, _ image: TensorType, _ output: Shape, isImage: [Bool], for name: String
  ) throws -> Kernel {
    let (rank, shape) = (image.shape.rank, image.shape)
    let planes = shape.count(0..<rank - 2)
    let sizes = (image: shape.count(rank - 2..<rank), result: output.count(rank - 2..<rank))
    return Kernel(
      try kernels(image.dtype, for: name),
      [planes, shape[rank - 2], shape[rank - 1], size.height, size.width]
        + [output[rank - 2], output[rank - 1], stride.height, stride.width]
        + [padding.height, padding.width],
      split: Split(
        extent: 0, count: planes, work: sizes.result * size.height * size.width,
        strides: isImage.map { ($0 ? sizes.image : sizes.result) * image.dtype.size }))
  }
}

/// A pooling operation or what its derivative needs. The leading dimensions are all the same to it, so
/// a batch has just one more of them.
protocol PoolingPrimitive: Primitive {
  var window: Window { get }
  static var kernels: Kernels { get }
}

extension PoolingPrimitive {
  /// By definition: leading dimensions stay apart.
  public func rows(_ inputs: [Shape], _ varying: [Bool]) -> Rows {
    inputs[0].rank > 2 ? rowsApart() : .mixed
  }

  public func batch(_ inputs: [Value], _ batched: [Bool]) throws -> Value {
    try apply(self, try Batch.align(inputs, batched))
  }

  /// The types' common dtype, which must be a float.
  func dtype(_ inputs: [TensorType]) throws -> DType {
    guard inputs.allSatisfy({ $0.dtype.isFloat && $0.dtype == inputs[0].dtype }) else {
      throw TensorError.dtypes(
        operation: name, got: inputs.map(\.dtype), expected: "float32 or float64")
    }
    return inputs[0].dtype
  }
}
