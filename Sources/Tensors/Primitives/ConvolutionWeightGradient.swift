import CKernels

/// The gradient of a convolution by its weight, from its images [n, c, h, w] and the cotangent
/// [n, o, oh, ow] of its output.
struct ConvolutionWeightGradient: ConvolutionPrimitive {
  var name: String { "conv2d_weight" }
  let stride: Extent
  let padding: Extent
  /// The size of the kernel; several sizes can lead to one size of the output.
  let kernel: Extent
  var traits: Traits { .product(.general) }
  var counterpart: Counterpart { .none }
  static let kernels = Kernels(tarn_conv_weight_f32, tarn_conv_weight_f64)
  static let kind = ConvolutionGeometry.Kind.weightGradient
  static let foldsImages = false
  static let examples = [
    Example(
      Self(stride: Extent(1), padding: Extent(0), kernel: Extent(2)), [2, 2, 3, 3], [2, 3, 2, 2]),
    Example(
      Self(stride: Extent(2), padding: Extent(1), kernel: Extent(3)), [2, 1, 5, 5], [2, 2, 3, 3]),
    Example(
      Self(stride: Extent(1), padding: Extent(0), kernel: Extent(1)), [0, 2, 2, 2], [0, 1, 2, 2]),
    Example(
      Self(stride: Extent(1), padding: Extent(1), kernel: Extent(2)), [2, 1, 1, 2, 2], [1, 2, 3, 3]),
  ]

  func geometry(_ inputs: [Shape]) throws -> ConvolutionGeometry {
    try ConvolutionGeometry(
      name, inputs, stride, padding,
      expected: "images n x c x h x w and as many results n x o x oh x ow"
    ) { image, result in
      (image, try Shape([result[1], image[1], kernel.height, kernel.width]), result)
    }
  }

  func output(_ geometry: ConvolutionGeometry) -> Shape { geometry.weight }

  func rounding(_ inputs: [TensorType], _ output: TensorType) -> Rounding { sumOfWindow(inputs) }

  func rows(_ inputs: [Shape], _ varying: [Bool]) -> Rows { .mixed }

  func vjp(_ backward: Backward) throws -> [Value?] {
    let (x, y, c) = (backward.inputs[0], backward.inputs[1], backward.cotangent)
    return [
      backward.needs[0]
        ? try apply(
          ConvolutionInputGradient(
            stride: stride, padding: padding, size: Extent(lastOf: x.shape)), [y, c]
        ).sum(to: x.shape) : nil,
      backward.needs[1]
        ? try apply(Convolution(stride: stride, padding: padding), [x, c]).sum(to: y.shape) : nil,
    ]
  }

  /// Images of a block whose sum is made by one thread.
  static func block(_ images: Int) -> Int { max(8, (images + 7) / 8) }

  /// The gradient as a sum over blocks of images. The blocks depend on the number of images alone, so
  /// the sum has the same bits however many threads make it.
  func summed(_ x: Value, _ y: Value) throws -> Value {
    let block = ConvolutionWeightGradient.block(x.shape[0])
    guard x.shape.rank == 4, y.shape.rank == 4, x.shape[0] >= 2 * block else {
      return try apply(self, [x, y])
    }
    let whole = x.shape[0] / block * block
    func blocks(_ value: Value) throws -> Value {
      try value.sliced(0, 0..<whole)
        .reshaped(to: Shape([whole / block, block] + value.shape.dimensions[1...]))
    }
    let sum = try apply(self, [blocks(x), blocks(y)]).sum([0])
    guard whole < x.shape[0] else { return sum }
    let rest = whole..<x.shape[0]
    return try sum + apply(self, [x.sliced(0, rest), y.sliced(0, rest)])
  }
}
