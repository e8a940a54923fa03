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
    "Softmax": one { try softmax($0, logarithmic: false) },
    "LogSoftmax": one { try softmax($0, logarithmic: true) },
    "Dropout": { call in [try call.operand(0), .absent] },
  ]

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
