import Tensors

/// Convolutions and pools of images [n, channels, height, width].
extension Operators {
  static let convolutions: [String: Operator] = [
    "Conv": one { call in
      let (x, weight) = (try call.value(0), try call.value(1))
      guard x.shape.rank == 4, weight.shape.rank == 4 else {
        throw OperatorError(
          "expected images [n, c, h, w] and a weight [o, c, kh, kw], got \(x.shape) and "
            + "\(weight.shape)")
      }
      let dilations = try call.integers("dilations") ?? [1, 1]
      let kernel = try dilated(weight, dilations)
      let groups = try call.integer("group", default: 1)
      let window = try ImageWindow(
        call, images: x.shape, kernel: Array(kernel.shape.dimensions[2...]))
      let padded = try window.isSymmetric ? x : window.padded(x, with: 0)
      let padding = window.isSymmetric ? window.padding : Extent(0)
      let product = try grouped(padded, kernel, groups) {
        try $0.convolved(with: $1, stride: window.stride, padding: padding)
      }
      guard call.has(2) else { return product }
      let bias = try call.value(2)
      return try product + bias.reshaped(to: Shape([bias.shape.count, 1, 1]))
    },
    "MaxPool": { call in
      let x = try call.value(0)
      let window = try ImageWindow(call, images: x.shape)
      guard try call.integers("dilations") ?? [1, 1] == [1, 1] else {
        throw OperatorError("dilations are not supported")
      }
      // What is put around the image must never be the largest.
      let padded = try window.isSymmetric ? x : window.padded(x, with: -3e38)
      return [
        .value(
          try padded.maxPooled(
            window.size, stride: window.stride,
            padding: window.isSymmetric ? window.padding : Extent(0))), .absent,
      ]
    },
    "AveragePool": one { call in
      let x = try call.value(0)
      let window = try ImageWindow(call, images: x.shape)
      guard try call.integers("dilations") ?? [1, 1] == [1, 1] else {
        throw OperatorError("dilations are not supported")
      }
      func mean(_ x: Value) throws -> Value {
        let padded = try window.isSymmetric ? x : window.padded(x, with: 0)
        return try padded.averagePooled(
          window.size, stride: window.stride,
          padding: window.isSymmetric ? window.padding : Extent(0))
      }
      let means = try mean(x)
      guard window.hasPadding, try call.integer("count_include_pad", default: 0) == 0 else {
        // What is beyond the padding does not count, so the last windows would be smaller.
        if window.isExtended {
          throw OperatorError("ceil_mode with count_include_pad is not supported")
        }
        return means
      }
      // Each mean was over the whole window: divided by the share of it that is inside the image.
      let ones = try Tensor.full(1, shape: Shape([1, 1, x.shape[2], x.shape[3]]), dtype: x.dtype)
      return try means / mean(.tensor(ones))
    },
    "GlobalAveragePool": one { call in
      let x = try call.value(0)
      guard x.shape.rank > 2 else { throw OperatorError("expected images, got \(x.shape)") }
      return try x.mean(Array(2..<x.shape.rank), keep: true)
    },
    "GlobalMaxPool": one { call in
      let x = try call.value(0)
      guard x.shape.rank > 2 else { throw OperatorError("expected images, got \(x.shape)") }
      return try x.max(Array(2..<x.shape.rank), keep: true)
    },
  ]

  /// Each group of channels with its own part of the weight.
  private static func grouped(
    _ x: Value, _ weight: Value, _ groups: Int, _ product: (Value, Value) throws -> Value
  ) throws -> Value {
    let (channels, outputs) = (x.shape[1], weight.shape[0])
    guard groups >= 1, groups <= outputs, outputs % groups == 0,
      channels == weight.shape[1].multipliedReportingOverflow(by: groups).partialValue
    else {
      throw OperatorError(
        "images \(x.shape) and weight \(weight.shape) do not fit in \(groups) groups")
    }
    guard groups > 1 else { return try product(x, weight) }
    let (width, height) = (channels / groups, outputs / groups)
    let parts = try (0..<groups).map { group in
      try product(
        x.sliced(1, group * width..<(group + 1) * width),
        weight.sliced(0, group * height..<(group + 1) * height))
    }
    return try .concatenated(parts, dimension: 1)
  }

  /// The weight with zeros between its places.
  private static func dilated(_ weight: Value, _ dilations: [Int]) throws -> Value {
    guard dilations.count == 2, dilations.allSatisfy({ (1...1000).contains($0) }) else {
      throw OperatorError("dilations \(dilations)")
    }
    var result = weight
    for (d, dilation) in dilations.enumerated() where dilation > 1 {
      let (axis, size) = (d + 2, weight.shape[d + 2])
      var sizes = result.shape.dimensions
      sizes.insert(1, at: axis + 1)
      let spread = try padded(
        result.reshaped(to: Shape(sizes)), axis: axis + 1, 0, dilation - 1, with: 0)
      sizes.remove(at: axis + 1)
      sizes[axis] = size * dilation
      result = try spread.reshaped(to: Shape(sizes)).sliced(axis, 0..<(size - 1) * dilation + 1)
    }
    return result
  }
}
