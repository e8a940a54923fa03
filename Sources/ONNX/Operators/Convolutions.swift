import Tensors

/// Convolutions of images [n, channels, height, width] and of signals [n, channels, width].
extension Operators {
  static let convolutions: [String: Operator] = [
    "Conv": one { call in
      try onImages(call) { x, isLine in
        let weight = try weight(call, isLine: isLine, "[o, c, kh, kw]")
        let window = try ImageWindow(
          call, images: x.shape, isLine: isLine, kernel: Array(weight.shape.dimensions[2...]))
        let kernel = try dilated(weight, window.dilations)
        let padded = try window.padding == nil ? window.padded(x, with: 0) : x
        let padding = window.padding ?? Extent(0)
        let groups = try call.integer("group", default: 1)
        guard groups >= 1, groups <= weight.shape[0], weight.shape[0] % groups == 0,
          x.shape[1] == weight.shape[1].multipliedReportingOverflow(by: groups).partialValue
        else {
          throw OperatorError(
            "images \(x.shape) and weight \(weight.shape) do not fit in \(groups) groups")
        }
        let product = try grouped(padded, kernel, groups) {
          try $0.convolved(with: $1, stride: window.stride, padding: padding)
        }
        return try biased(product, call)
      }
    },
    "ConvTranspose": one { call in
      try onImages(call) { x, isLine in
        let weight = try weight(call, isLine: isLine, "[c, o, kh, kw]")
        let dilations = try call.pair("dilations", isLine: isLine) ?? [1, 1]
        guard dilations.allSatisfy({ (1...1000).contains($0) }) else {
          throw OperatorError("dilations \(dilations)")
        }
        let kernel = try dilated(weight, Extent(dilations[0], dilations[1]))
        let window = try TransposedWindow(
          call, images: x.shape, isLine: isLine, kernel: Array(kernel.shape.dimensions[2...]))
        let groups = try call.integer("group", default: 1)
        guard groups >= 1, x.shape[1] == weight.shape[0], groups <= weight.shape[0],
          weight.shape[0] % groups == 0
        else {
          throw OperatorError(
            "images \(x.shape) and weight \(weight.shape) do not fit in \(groups) groups")
        }
        return try biased(grouped(x, kernel, groups) { try window($0, $1) }, call)
      }
    },
  ]

  private static func weight(_ call: Invocation, isLine: Bool, _ form: String) throws -> Value {
    let weight = try call.value(1)
    guard weight.shape.rank == (isLine ? 3 : 4) else {
      throw OperatorError(
        "expected images [n, c, h, w] and a weight \(form), or signals and a weight without height, "
          + "got \(try call.value(0).shape) and \(weight.shape)")
    }
    return isLine ? try asImages(weight) : weight
  }

  private static func biased(_ product: Value, _ call: Invocation) throws -> Value {
    guard call.has(2) else { return product }
    let bias = try call.value(2)
    return try product + bias.reshaped(to: Shape([bias.shape.count, 1, 1]))
  }

  /// Each group of channels with its own part of the weight.
  private static func grouped(
    _ x: Value, _ weight: Value, _ groups: Int, _ product: (Value, Value) throws -> Value
  ) throws -> Value {
    guard groups > 1 else { return try product(x, weight) }
    let (width, height) = (x.shape[1] / groups, weight.shape[0] / groups)
    let parts = try (0..<groups).map { group in
      try product(
        x.sliced(1, group * width..<(group + 1) * width),
        weight.sliced(0, group * height..<(group + 1) * height))
    }
    return try .concatenated(parts, dimension: 1)
  }

  /// The weight with zeros between its places.
  private static func dilated(_ weight: Value, _ dilations: Extent) throws -> Value {
    var result = weight
    for (d, dilation) in [dilations.height, dilations.width].enumerated() where dilation > 1 {
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
