import Tensors

/// Pools of images [n, channels, height, width] and of signals [n, channels, width].
extension Operators {
  static let pools: [String: Operator] = [
    "MaxPool": { call in
      let result = try onImages(call) { x, isLine in
        let window = try ImageWindow(call, images: x.shape, isLine: isLine)
        // What is put around the image must never be the largest.
        return try window.pooled(x, with: -3e38) {
          try $0.maxPooled($1, stride: $2, padding: $3)
        }
      }
      return [.value(result), .absent]
    },
    "AveragePool": one { call in
      try onImages(call) { x, isLine in
        let window = try ImageWindow(call, images: x.shape, isLine: isLine)
        let means = try window.pooled(x, with: 0) {
          try $0.averagePooled($1, stride: $2, padding: $3)
        }
        let counted: Double = try call.integer("count_include_pad", default: 0) != 0 ? 1 : 0
        guard window.isExtended || window.hasPadding && counted == 0 else { return means }
        // Each mean was over the whole window: divided by the share of it that counts.
        let ones = try Tensor.full(1, shape: Shape([1, 1, x.shape[2], x.shape[3]]), dtype: x.dtype)
        let shares = try window.pooled(.tensor(ones), with: counted, beyond: 0, isPadded: false) {
          try $0.averagePooled($1, stride: $2, padding: $3)
        }
        return try means / shares
      }
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

  /// An operation on images, or on signals as images of height 1.
  static func onImages(
    _ call: Invocation, _ run: (Value, _ isLine: Bool) throws -> Value
  ) throws -> Value {
    let x = try call.value(0)
    switch x.shape.rank {
    case 4: return try run(x, false)
    case 3:
      let result = try run(asImages(x), true)
      var sizes = result.shape.dimensions
      sizes.remove(at: 2)
      return try result.reshaped(to: Shape(sizes))
    default:
      throw OperatorError("expected images [n, c, h, w] or signals [n, c, w], got \(x.shape)")
    }
  }

  /// Signals [n, c, w], or a weight for them, with height 1.
  static func asImages(_ x: Value) throws -> Value {
    var sizes = x.shape.dimensions
    sizes.insert(1, at: 2)
    return try x.reshaped(to: Shape(sizes))
  }
}
