import Tensors

/// The convolution of images [n, inputs, h, w] with a weight [outputs, inputs, kh, kw], and a bias
/// [outputs]; zeros around the images.
public struct Conv2d: Layer {
  public let inputs: Int
  public let outputs: Int
  public let kernel: Extent
  public let stride: Extent
  public let padding: Extent
  public let hasBias: Bool

  public init(
    _ inputs: Int, _ outputs: Int, kernel: Extent, stride: Extent = Extent(1),
    padding: Extent = Extent(0), bias: Bool = true
  ) throws {
    guard kernel.height > 0, kernel.width > 0, stride.height > 0, stride.width > 0,
      padding.height >= 0, padding.width >= 0
    else {
      throw LayerSettingError(
        "Conv2d: kernel and stride must be 1 or more, padding 0 or more; got kernel \(kernel), "
          + "stride \(stride), padding \(padding)")
    }
    _ = try Shape([outputs, inputs, kernel.height, kernel.width])
    self.inputs = inputs
    self.outputs = outputs
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
    hasBias = bias
  }

  public var name: String {
    "Conv2d(\(inputs) -> \(outputs), \(kernel.height)x\(kernel.width)"
      + (stride == Extent(1) ? "" : ", stride \(stride)")
      + (padding == Extent(0) ? "" : ", padding \(padding)") + ")"
  }

  /// PyTorch's default: weight and bias uniform with bound 1 / sqrt(inputs of one output).
  public var parameters: [Parameter] {
    let start = Initializer.fanIn(inputs * kernel.height * kernel.width)
    let shape = Shape(unchecked: [outputs, inputs, kernel.height, kernel.width])
    let weight = Parameter("weight", shape, start)
    guard hasBias else { return [weight] }
    return [weight, Parameter("bias", Shape(unchecked: [outputs]), isBias: true, start)]
  }

  public func callAsFunction(_ x: Value, _ parameters: [Value]) throws -> Value {
    guard x.shape.rank == 4, x.shape[1] == inputs else {
      throw LayerError(got: x.shape, expected: "[n, \(inputs), height, width]")
    }
    let y = try x.convolved(with: parameters[0], stride: stride, padding: padding)
    return hasBias ? try y + parameters[1].perChannel(of: y) : y
  }
}

extension Value {
  /// A vector with one number for each channel (dimension 1) of `images`, in a shape that broadcasts.
  func perChannel(of images: Value) throws -> Value {
    try reshaped(
      to: Shape([shape.count] + Array(repeating: 1, count: Swift.max(images.shape.rank - 2, 0))))
  }
}
