import CKernels

/// Permutes the dimensions: dimension d of the output is dimension `order[d]` of the input.
struct Transpose: Primitive {
  var name: String { "permute" }
  let order: [Int]
  var traits: Traits { .positive }
  var counterpart: Counterpart { .operation("Transpose", [.integers("perm", order)]) }
  static let examples = [
    Example(Self(order: [1, 0]), [2, 3]),
    Example(Self(order: [2, 0, 1]), [2, 3, 4]),
    Example(Self(order: [1, 0]), [0, 3]),
    Example(Self(order: [2, 0, 1]), [1, 3, 1]),
  ]

  func type(of inputs: [TensorType]) throws -> TensorType {
    guard order.sorted() == Array(0..<inputs[0].shape.rank) else {
      throw TensorError.shapes(
        operation: name, got: [inputs[0].shape],
        expected: "a tensor with \(order.count) dimensions, each named once")
    }
    return TensorType(Shape(unchecked: order.map { inputs[0].shape[$0] }), inputs[0].dtype)
  }

  func kernel(_ inputs: [TensorType], _ output: TensorType) throws -> Kernel {
    let strides = inputs[0].shape.strides
    return .strided(output, strides: order.map { strides[$0] })
  }

  func vjp(_ backward: Backward) throws -> [Value?] {
    var inverse = order
    for (d, source) in order.enumerated() { inverse[source] = d }
    return [try apply(Transpose(order: inverse), [backward.cotangent])]
  }

  func batch(_ inputs: [Value], _ batched: [Bool]) throws -> Value {
    try apply(Transpose(order: [0] + order.map { $0 + 1 }), inputs)
  }

  func rounding(_ inputs: [TensorType], _ output: TensorType) -> Rounding { .none }

  func rows(_ inputs: [Shape], _ varying: [Bool]) -> Rows { order[0] == 0 ? rowsApart() : .mixed }
}
