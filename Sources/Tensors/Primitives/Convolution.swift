import CKernels

/// The convolution of images [n, c, h, w] with a weight [o, c, kh, kw], as networks understand it (a
/// correlation): y[n, o, i, j] = sum x[n, c, i s + a - p, j s + b - p] w[o, c, a, b], with zeros around
/// the images.
struct Convolution: ConvolutionPrimitive {
  var name: String { "conv2d" }
  let stride: Extent
  let padding: Extent
  var traits: Traits { .product(.convolution(stride: stride, padding: padding)) }
  var counterpart: Counterpart { .operation("Conv", .moves(stride: stride, padding: padding)) }
  static let kernels = Kernels(tarn_conv_f32, tarn_conv_f64)
  static let kind = ConvolutionGeometry.Kind.forward
  static let foldsImages = true
  /// Every kind of stride and padding, sizes of one, and no images at all.
  static let examples = [
    Example(Self(stride: Extent(1), padding: Extent(0)), [2, 2, 4, 3], [3, 2, 2, 2]),
    Example(Self(stride: Extent(2), padding: Extent(1)), [1, 1, 5, 4], [2, 1, 3, 2]),
    Example(Self(stride: Extent(1), padding: Extent(0)), [2, 3, 2, 2], [2, 3, 1, 1]),
    Example(Self(stride: Extent(3), padding: Extent(2)), [1, 2, 1, 1], [1, 2, 2, 3]),
    Example(Self(stride: Extent(2), padding: Extent(0)), [0, 2, 3, 3], [1, 2, 2, 2]),
    Example(Self(stride: Extent(1, 2), padding: Extent(0, 1)), [2, 1, 3, 4], [2, 1, 2, 3]),
    Example(Self(stride: Extent(1), padding: Extent(0)), [2, 1, 2, 3, 3], [1, 2, 2, 2]),
    Example(Self(stride: Extent(1), padding: Extent(1)), [1, 2, 2, 2], [2, 2, 2, 2, 2]),
  ]

  func geometry(_ inputs: [Shape]) throws -> ConvolutionGeometry {
    try ConvolutionGeometry(
      name, inputs, stride, padding,
      expected: "images n x c x h x w and a weight o x c x kh x kw with as many channels"
    ) { image, weight in
      // A kernel that does not fit has no result; the geometry says so.
      let places =
        Extent(lastOf: weight).places(
          on: Extent(lastOf: image), stride: stride, padding: padding) ?? Extent(0)
      return (image, weight, try Shape([image[0], weight[0], places.height, places.width]))
    }
  }

  func output(_ geometry: ConvolutionGeometry) -> Shape { geometry.result }

  func rounding(_ inputs: [TensorType], _ output: TensorType) -> Rounding { sumOfWindow(inputs) }

  func rows(_ inputs: [Shape], _ varying: [Bool]) -> Rows { rowsOfImages(inputs, varying) }

  func vjp(_ backward: Backward) throws -> [Value?] {
    let (x, w, c) = (backward.inputs[0], backward.inputs[1], backward.cotangent)
    let (size, kernel) = (Extent(lastOf: x.shape), Extent(lastOf: w.shape))
    return [
      backward.needs[0]
        ? try apply(
          ConvolutionInputGradient(stride: stride, padding: padding, size: size), [c, w]
        ).sum(to: x.shape) : nil,
      backward.needs[1]
        ? try ConvolutionWeightGradient(stride: stride, padding: padding, kernel: kernel)
          .summed(x, c).sum(to: w.shape) : nil,
    ]
  }
}
