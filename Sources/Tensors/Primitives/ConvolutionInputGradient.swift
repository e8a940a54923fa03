import CKernels

/// The gradient of a convolution by its images, from the cotangent [n, o, oh, ow] of its output and its
/// weight [o, c, kh, kw]; as an operation of its own, the transposed convolution.
struct ConvolutionInputGradient: ConvolutionPrimitive {
  var name: String { "conv_transpose2d" }
  let stride: Extent
  let padding: Extent
  /// Of the convolution's images; several sizes can lead to one size of the output.
  let size: Extent
  var traits: Traits { .product(.general) }
  var counterpart: Counterpart {
    .transposedConvolution(stride: stride, padding: padding, size: size)
  }
  static let kernels = Kernels(tarn_conv_input_f32, tarn_conv_input_f64)
  static let kind = ConvolutionGeometry.Kind.inputGradient
  static let foldsImages = true
  static let examples = [
    Example(
      Self(stride: Extent(1), padding: Extent(0), size: Extent(4)), [2, 3, 3, 3], [3, 2, 2, 2]),
    Example(
      Self(stride: Extent(2), padding: Extent(1), size: Extent(5)), [1, 2, 3, 3], [2, 1, 3, 3]),
    Example(
      Self(stride: Extent(3), padding: Extent(0), size: Extent(5)), [1, 2, 2, 2], [2, 2, 1, 1]),
    Example(
      Self(stride: Extent(2), padding: Extent(0), size: Extent(4)), [2, 1, 2, 1, 1], [2, 2, 3, 3]),
  ]

  func geometry(_ inputs: [Shape]) throws -> ConvolutionGeometry {
    try ConvolutionGeometry(
      name, inputs, stride, padding,
      expected: "images n x o x h x w and a weight o x c x kh x kw with as many channels"
    ) { result, weight in
      (try Shape([result[0], weight[1], size.height, size.width]), weight, result)
    }
  }

  func output(_ geometry: ConvolutionGeometry) -> Shape { geometry.image }

  func rounding(_ inputs: [TensorType], _ output: TensorType) -> Rounding { sumOfWindow(inputs) }

  func rows(_ inputs: [Shape], _ varying: [Bool]) -> Rows { rowsOfImages(inputs, varying) }

  func vjp(_ backward: Backward) throws -> [Value?] {
    let (y, w, c) = (backward.inputs[0], backward.inputs[1], backward.cotangent)
    return [
      backward.needs[0]
        ? try apply(Convolution(stride: stride, padding: padding), [c, w]).sum(to: y.shape) : nil,
      backward.needs[1]
        ? try ConvolutionWeightGradient(
          stride: stride, padding: padding, kernel: Extent(lastOf: w.shape)
        ).summed(c, y).sum(to: w.shape) : nil,
    ]
  }
}
