import CKernels

/// The gradient of a convolution by its images, from the cotangent [n, o, oh, ow] of its output and its
/// weight [o, c, kh, kw]; as an operation of its own, the transposed convolution.
struct ConvolutionInputGradient: ConvolutionPrimitive {
  var name: String { "conv_transpose2d" }
  let stride: Extent
  let padding: Extent
  /// Of the convolution's images; several sizes can lead to one size of the output.
  let size: Extent
  static let kernels = Kernels(tarn_conv_input_f32, tarn_conv_input_f64)
  static let kind = ConvolutionGeometry.Kind.inputGradient
  static let foldsImages = true

  func geometry(_ inputs: [Shape]) throws -> ConvolutionGeometry {
    try ConvolutionGeometry(
      name, inputs, stride, padding,
      expected: "images n x o x h x w and a weight o x c x kh x kw with as many channels"
    ) { result, weight in
      (try Shape([result[0], weight[1], size.height, size.width]), weight, result)
    }
  }

  func output(_ geometry: ConvolutionGeometry) -> Shape { geometry.image }

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
