import Tensors

/// The settings that both kinds of pooling have.
public struct PoolingWindow: Equatable, Sendable {
  public let kernel: Extent
  public let stride: Extent
  public let padding: Extent

  /// - Parameter stride: the kernel's size if nil.
  public init(_ kernel: Extent, stride: Extent? = nil, padding: Extent = Extent(0)) throws {
    self.kernel = kernel
    self.stride = stride ?? kernel
    self.padding = padding
    guard kernel.height > 0, kernel.width > 0, self.stride.height > 0, self.stride.width > 0 else {
      throw LayerSettingError(
        "pooling: kernel and stride must be 1 or more, got kernel \(kernel), stride \(self.stride)")
    }
    guard (0...kernel.height / 2).contains(padding.height),
      (0...kernel.width / 2).contains(padding.width)
    else {
      throw LayerSettingError(
        "pooling: padding must be from 0 to half the kernel \(kernel), got \(padding)")
    }
  }

  func name(_ layer: String) -> String {
    "\(layer)(\(kernel)" + (stride == kernel ? "" : ", stride \(stride)")
      + (padding == Extent(0) ? "" : ", padding \(padding)") + ")"
  }

  func check(_ x: Value) throws {
    guard x.shape.rank == 4 else {
      throw LayerError(got: x.shape, expected: "[n, channels, height, width]")
    }
  }
}

/// The largest element of every window of an image. Equal ones: the first gets the derivative.
public struct MaxPool2d: Layer {
  public let window: PoolingWindow
  public init(_ window: PoolingWindow) { self.window = window }
  public var name: String { window.name("MaxPool2d") }

  public func callAsFunction(_ x: Value, _ parameters: [Value]) throws -> Value {
    try window.check(x)
    return try x.maxPooled(window.kernel, stride: window.stride, padding: window.padding)
  }
}

/// The mean of every window of an image; padding counts as zeros.
public struct AvgPool2d: Layer {
  public let window: PoolingWindow
  public init(_ window: PoolingWindow) { self.window = window }
  public var name: String { window.name("AvgPool2d") }

  public func callAsFunction(_ x: Value, _ parameters: [Value]) throws -> Value {
    try window.check(x)
    return try x.averagePooled(window.kernel, stride: window.stride, padding: window.padding)
  }
}
