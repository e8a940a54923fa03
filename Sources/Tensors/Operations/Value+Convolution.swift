/// Operations on images [n, c, h, w].
extension Value {
  /// The convolution with a weight [o, c, kh, kw], as networks understand it:
  /// y[n, o, i, j] = sum x[n, c, i s + a - p, j s + b - p] w[o, c, a, b], with `padding` zeros around the
  /// images. Single and double precision together are computed in double.
  public func convolved(
    with weight: Value, stride: Extent = Extent(1), padding: Extent = Extent(0)
  ) throws -> Value {
    try Value.product(Convolution(stride: stride, padding: padding), self, weight)
  }

  /// The transposed convolution with a weight [c, o, kh, kw]: what carries the gradient of a convolution
  /// back to its images. The result has size (h - 1) s - 2 p + k + `outputPadding`.
  public func transposedConvolved(
    with weight: Value, stride: Extent = Extent(1), padding: Extent = Extent(0),
    outputPadding: Extent = Extent(0)
  ) throws -> Value {
    let name = "conv_transpose2d"
    guard shape.rank == 4, weight.shape.rank == 4 else {
      throw TensorError.shapes(
        operation: name, got: [shape, weight.shape],
        expected: "images n x c x h x w and a weight c x o x kh x kw")
    }
    func size(_ d: Int, _ stride: Int, _ padding: Int, _ extra: Int) -> Int? {
      let all = [shape[d], weight.shape[d], stride, padding, extra]
      // An extra row that another step could reach would belong to an image with more places.
      guard all.allSatisfy({ $0 >= 0 && $0 <= Extent.limit }), shape[d] > 0,
        extra < Swift.max(stride, 1)
      else { return nil }
      return (shape[d] - 1) * stride - 2 * padding + weight.shape[d] + extra
    }
    guard let height = size(2, stride.height, padding.height, outputPadding.height),
      let width = size(3, stride.width, padding.width, outputPadding.width), height > 0, width > 0
    else {
      throw TensorError.shapes(
        operation: name, got: [shape, weight.shape],
        expected: "a result of at least one element, and an output padding below the stride")
    }
    return try Value.product(
      ConvolutionInputGradient(stride: stride, padding: padding, size: Extent(height, width)),
      self, weight)
  }

  private static func product(_ primitive: some Primitive, _ a: Value, _ b: Value) throws -> Value {
    let dtype = DType.promoted(a.dtype, b.dtype)
    let float = dtype.isFloat ? dtype : .float32
    return try apply(primitive, [a.cast(to: float), b.cast(to: float)])
  }

  /// The largest element of each window of size `size`; the windows are `stride` apart, by default their
  /// size. Padding is never the largest; NaN is. For images of any leading dimensions.
  public func maxPooled(
    _ size: Extent, stride: Extent? = nil, padding: Extent = Extent(0)
  ) throws -> Value {
    let window = Window(size: size, stride: stride ?? size, padding: padding)
    return try apply(MaxPool(window: window), [floating()])
  }

  /// The mean of each window; padding counts as zeros.
  public func averagePooled(
    _ size: Extent, stride: Extent? = nil, padding: Extent = Extent(0)
  ) throws -> Value {
    let window = Window(size: size, stride: stride ?? size, padding: padding)
    return try apply(AveragePool(window: window), [floating()])
  }
}
