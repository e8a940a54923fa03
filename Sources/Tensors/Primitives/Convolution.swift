import CKernels

/// The convolution of images [n, c, h, w] with a weight [o, c, kh, kw], as networks understand it (a
/// correlation): y[n, o, i, j] = sum x[n, c, i s + a - p, j s + b - p] w[o, c, a, b], with zeros around
/// the images.
struct Convolution: ConvolutionPrimitive {
  var name: String { "conv2d" }
  let stride: Extent
  let padding: Extent
  static let kernels = Kernels(tarn_conv_f32, tarn_conv_f64)
  static let kind = ConvolutionGeometry.Kind.forward
  static let foldsImages = true

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
