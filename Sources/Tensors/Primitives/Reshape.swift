/// The same elements, row by row, in another shape. Costs nothing.
struct Reshape: Primitive {
  var name: String { "reshape" }
  let shape: Shape
  var traits: Traits { .linear(Traits.Linear(.reshape)) }
  var counterpart: Counterpart { .reshape(shape) }
  static let examples = [
    Example(Self(shape: Shape(unchecked: [3, 2])), [2, 3]),
    Example(Self(shape: Shape(unchecked: [0, 5])), [3, 0]),
    Example(Self(shape: .scalar), [1, 1]),
  ]

  func type(of inputs: [TensorType]) throws -> TensorType {
    guard inputs[0].shape.count == shape.count else {
      throw TensorError.reshape(from: inputs[0].shape, to: shape.dimensions)
    }
    return TensorType(shape, inputs[0].dtype)
  }

  func view(_ inputs: [TensorType], _ output: TensorType) -> Int? { 0 }

  func kernel(_ inputs: [TensorType], _ output: TensorType) throws -> Kernel {
    Kernel.copy(output)
  }

  func vjp(_ backward: Backward) throws -> [Value?] {
    [try apply(Reshape(shape: backward.inputs[0].shape), [backward.cotangent])]
  }

  func batch(_ inputs: [Value], _ batched: [Bool]) throws -> Value {
    try apply(Reshape(shape: shape.prepending(inputs[0].shape[0])), inputs)
  }

  func rounding(_ inputs: [TensorType], _ output: TensorType) -> Rounding { .none }

  func rows(_ inputs: [Shape], _ varying: [Bool]) -> Rows {
    .apart(one: Reshape(shape: shape.replacing(0, with: 1)), shared: [])
  }
}
