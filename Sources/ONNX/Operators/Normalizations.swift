import Tensors

extension Operators {
  static let normalizations: [String: Operator] = [
    "BatchNormalization": { call in
      guard try call.integer("training_mode", default: 0) == 0 else {
        throw OperatorError("the model is in training mode; export it in evaluation mode")
      }
      let x = try call.value(0)
      guard x.shape.rank >= 2 else {
        throw OperatorError("expected [n, channels, …], got \(x.shape)")
      }
      let blocks = try (1...4).map { index in
        let block = try call.value(index)
        guard block.shape.count == x.shape[1] else {
          throw OperatorError(
            "input \(index + 1) has shape \(block.shape), expected \(x.shape[1]) channels")
        }
        return try block.reshaped(
          to: Shape([x.shape[1]] + [Int](repeating: 1, count: x.shape.rank - 2)))
      }
      let deviation = try (blocks[3] + call.number("epsilon", default: 1e-5)).sqrt()
      let factor = try blocks[0] / deviation
      return [.value(try x * factor + (blocks[1] - blocks[2] * factor))]
    },
    // Over the dimensions from one on.
    "LayerNormalization": { call in
      let x = try call.value(0)
      let axis = try call.axis(call.integer("axis", default: -1), rank: x.shape.rank)
      let normal = try normalized(x, Array(axis..<x.shape.rank), call)
      let scaled = try normal * call.value(1)
      return [.value(call.has(2) ? try scaled + call.value(2) : scaled)]
    },
    // Over each image of each channel.
    "InstanceNormalization": one { call in
      let x = try call.value(0)
      guard x.shape.rank > 2 else {
        throw OperatorError("expected [n, channels, …], got \(x.shape)")
      }
      let sizes = [x.shape[1]] + [Int](repeating: 1, count: x.shape.rank - 2)
      let normal = try normalized(x, Array(2..<x.shape.rank), call)
      return try normal * call.value(1).reshaped(to: Shape(sizes))
        + call.value(2).reshaped(to: Shape(sizes))
    },
    // By the squares of neighbouring channels.
    "LRN": one { call in
      let x = try call.value(0)
      let size = try call.integer("size", default: 1)
      guard x.shape.rank >= 3, (1...1 << 12).contains(size) else {
        throw OperatorError("size \(size) of \(x.shape)")
      }
      let places = x.shape.dimensions[2...].reduce(1, *)
      var squares = try x.square().reshaped(to: Shape([x.shape[0], x.shape[1], places]))
      squares = try padded(squares, axis: 1, (size - 1) / 2, size / 2, with: 0)
      let sums = try squares.averagePooled(Extent(size, 1), stride: Extent(1))
      let alpha = try call.number("alpha", default: 1e-4)
      let base = try sums.reshaped(to: x.shape) * alpha + call.number("bias", default: 1)
      return try x * base.power(-call.number("beta", default: 0.75))
    },
    "Softmax": one { try softmax($0, logarithmic: false) },
    "LogSoftmax": one { try softmax($0, logarithmic: true) },
    "Dropout": { call in [try call.operand(0), .absent] },
  ]

  private static func normalized(
    _ x: Value, _ axes: [Int], _ call: Invocation
  ) throws -> Value {
    let centered = try x - x.mean(axes, keep: true)
    let variance = try centered.square().mean(axes, keep: true)
    return try centered / (variance + call.number("epsilon", default: 1e-5)).sqrt()
  }

  /// Before version 13, all dimensions from the axis on are one.
  private static func softmax(_ call: Invocation, logarithmic: Bool) throws -> Value {
    let x = try call.value(0)
    let axis = try call.axis(
      call.integer("axis", default: call.version < 13 ? 1 : -1), rank: x.shape.rank)
    func normalized(_ x: Value, _ axis: Int) throws -> Value {
      logarithmic ? try x.logSoftmax(axis) : try x.softmax(axis)
    }
    guard call.version < 13, axis < x.shape.rank - 1 else { return try normalized(x, axis) }
    let rows = x.shape.dimensions[..<axis].reduce(1, *)
    let columns = x.shape.dimensions[axis...].reduce(1, *)
    return try normalized(x.reshaped(to: Shape([rows, columns])), 1).reshaped(to: x.shape)
  }
}
