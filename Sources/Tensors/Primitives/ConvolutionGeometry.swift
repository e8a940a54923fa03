import CKernels

/// The sizes of a convolution of images [n, c, h, w] with a weight [o, c, kh, kw] to [n, o, oh, ow],
/// which it has in common with its two gradients. Each of the two operands may have a batch dimension
/// in front; one without it serves all entries of the other's.
struct ConvolutionGeometry {
  enum Kind: Int64 { case forward, inputGradient, weightGradient }

  /// The size of the batch, if there is one.
  let batch: Int?
  let image: Shape
  let weight: Shape
  let result: Shape
  let stride: Extent
  let padding: Extent
  /// For each operand, whether it has the batch dimension.
  let isBatched: [Bool]

  /// - Parameters:
  ///   - operands: the shapes of both operands.
  ///   - complete: image, weight and result from the operands without their batch dimensions; nil
  ///     where they do not fit each other.
  init(
    _ name: String, _ operands: [Shape], _ stride: Extent, _ padding: Extent, expected: String,
    complete: (Shape, Shape) throws -> (image: Shape, weight: Shape, result: Shape)?
  ) throws {
    func fail(_ expected: String) -> TensorError {
      .shapes(operation: name, got: operands, expected: expected)
    }
    guard operands.allSatisfy({ (4...5).contains($0.rank) }) else { throw fail(expected) }
    isBatched = operands.map { $0.rank == 5 }
    let sizes = operands.filter { $0.rank == 5 }.map { $0[0] }
    guard sizes.allSatisfy({ $0 == sizes[0] }) else { throw fail("batches of one size") }
    batch = sizes.first
    let single = operands.map { $0.rank == 5 ? $0.removing(0..<1) : $0 }
    guard let all = try complete(single[0], single[1]), all.image[0] == all.result[0],
      all.image[1] == all.weight[1], all.weight[0] == all.result[1]
    else { throw fail(expected) }
    let places = Extent(lastOf: all.weight).places(
      on: Extent(lastOf: all.image), stride: stride, padding: padding)
    guard let places else { throw fail("a kernel no larger than the padded image") }
    guard places == Extent(lastOf: all.result) else { throw fail(expected) }
    (image, weight, result) = all
    self.stride = stride
    self.padding = padding
  }

  func type(_ shape: Shape, _ dtype: DType) throws -> TensorType {
    TensorType(try batch.map { try shape.prepending($0) } ?? shape, dtype)
  }

  /// Strides that no second place can follow are as good as any other; tables grow with the stride.
  private func effective(_ stride: Int, _ places: Int, _ image: Int, _ kernel: Int, _ padding: Int)
    -> Int
  {
    places > 1 ? stride : min(stride, image + 2 * padding - kernel + 1)
  }

  /// The call of the kernel; `operands` and `output` without their batch dimensions.
  func kernel(
    _ kernels: Kernels, _ kind: Kind, _ operands: [Shape], _ output: Shape, _ dtype: DType,
    for name: String
  ) throws -> Kernel {
    let down = effective(stride.height, result[2], image[2], weight[2], padding.height)
    let across = effective(stride.width, result[3], image[3], weight[3], padding.width)
    // What the scratch memory holds of one image has to be a size that memory can have.
    let padded = Extent(image[2] + 2 * padding.height, image[3] + 2 * padding.width)
    _ = try Shape([max(image[1], weight[0], 1), padded.height, padded.width, 8])
    let integers =
      [batch ?? 1, image[0], image[1], image[2], image[3]]
      + [weight[0], weight[2], weight[3], result[2], result[3]]
      + [down, across, padding.height, padding.width]
      + [output.count, isBatched[0] ? operands[0].count : 0, isBatched[1] ? operands[1].count : 0]
    let scratch = tarn_conv_scratch(integers.map(Int64.init), kind.rawValue, Int64(dtype.size))
    let strides = ([integers[14]] + integers[15...]).map { $0 * dtype.size }
    return Kernel(
      try kernels(dtype, for: name), integers, scratch: Int(scratch),
      split: batch.map { split(batch: $0, strides: strides) }
        ?? split(kind, operands[0], output, dtype))
  }

  /// Elementary operations that take as long as one image does: sixteen multiplications are one.
  private var work: Int { weight.count * result[2] * result[3] / 16 }

  private func split(batch: Int, strides: [Int]) -> Split? {
    Split(extent: 0, count: batch, work: image[0] * work, strides: strides)
  }

  /// By images: each piece sorts the weights anew, which has to be little beside its work. A sum over
  /// images stays one piece.
  private func split(_ kind: Kind, _ operand: Shape, _ output: Shape, _ dtype: DType) -> Split? {
    guard kind != .weightGradient else { return nil }
    return Split(
      extent: 1, count: image[0], work: work, multiple: 640 / (result[2] * result[3]) + 1,
      strides: [output.count(1..<4) * dtype.size, operand.count(1..<4) * dtype.size, 0])
  }
}

/// A convolution or one of its gradients: bilinear, so each is what the others are differentiated to.
protocol ConvolutionPrimitive: Primitive {
  var stride: Extent { get }
  var padding: Extent { get }
  static var kernels: Kernels { get }
  static var kind: ConvolutionGeometry.Kind { get }
  func geometry(_ inputs: [Shape]) throws -> ConvolutionGeometry
  /// The output's shape without the batch dimension.
  func output(_ geometry: ConvolutionGeometry) -> Shape
  /// Whether a batch of first operands with one second operand is just more images.
  static var foldsImages: Bool { get }
}

extension ConvolutionPrimitive {
  /// Sums over the channels of one side and the places of the kernel.
  func sumOfWindow(_ inputs: [TensorType]) -> Rounding {
    let weight = inputs[1].shape
    let kernel = Extent(lastOf: weight)
    return .sum(
      max(weight[weight.rank - 4], weight[weight.rank - 3]) * kernel.height * kernel.width)
  }

  /// Of batches of images, or of images with one fixed weight.
  func rowsOfImages(_ inputs: [Shape], _ varying: [Bool]) -> Rows {
    if zip(inputs, varying).allSatisfy({ !$1 || $0.rank == 5 }) {
      return rowsApart(shared: inputs.indices.filter { inputs[$0].rank != 5 })
    }
    return inputs[0].rank == 4 && inputs[1].rank == 4 && !varying[1]
      ? rowsApart(shared: [1]) : .mixed
  }

  public func type(of inputs: [TensorType]) throws -> TensorType {
    guard inputs[0].dtype == inputs[1].dtype, inputs[0].dtype.isFloat else {
      throw TensorError.dtypes(
        operation: name, got: inputs.map(\.dtype), expected: "two of float32 or two of float64")
    }
    let geometry = try geometry(inputs.map(\.shape))
    return try geometry.type(output(geometry), inputs[0].dtype)
  }

  public func kernel(_ inputs: [TensorType], _ output: TensorType) throws -> Kernel {
    let geometry = try geometry(inputs.map(\.shape))
    let operands = inputs.map { $0.shape.rank == 5 ? $0.shape.removing(0..<1) : $0.shape }
    return try geometry.kernel(
      Self.kernels, Self.kind, operands, self.output(geometry), output.dtype, for: name)
  }

  public func batch(_ inputs: [Value], _ batched: [Bool]) throws -> Value {
    let ranks = zip(inputs, batched).map { $0.shape.rank - ($1 ? 1 : 0) }
    if ranks == [4, 4] {
      guard Self.foldsImages, batched == [true, false] else { return try apply(self, inputs) }
      let sizes = inputs[0].shape.dimensions
      let images = try inputs[0].reshaped(to: Shape([sizes[0] * sizes[1]] + sizes[2...]))
      let results = try apply(self, [images, inputs[1]])
      return try results.reshaped(to: Shape(sizes[..<2] + results.shape.dimensions[1...]))
    }
    // Batches of batches: both dimensions become one.
    let size = inputs[batched[0] ? 0 : 1].shape[0]
    let inner = ranks[0] == 5 ? 0 : 1
    let count = inputs[inner].shape[batched[inner] ? 1 : 0]
    let merged = try zip(zip(inputs, batched), ranks).map { pair, rank in
      let (value, isBatched) = pair
      let sizes = value.shape.dimensions.suffix(4)
      let lead = try value.reshaped(
        to: Shape([isBatched ? size : 1, rank == 5 ? count : 1] + sizes))
      return try lead.expanded(to: Shape([size, count] + sizes))
        .reshaped(to: Shape([size * count] + sizes))
    }
    let result = try apply(self, merged)
    return try result.reshaped(to: Shape([size, count] + result.shape.dimensions.suffix(4)))
  }
}
