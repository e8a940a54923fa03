import CKernels

/// Repeats a tensor along dimensions of size 1 and along new leading dimensions (NumPy's rule).
struct Broadcast: Primitive {
  var name: String { "expand" }
  let shape: Shape
  var traits: Traits { .linear(Traits.Linear(.spread)) }
  var counterpart: Counterpart { .spread }
  static let examples = [
    Example(Self(shape: Shape(unchecked: [4, 3])), [3]),
    Example(Self(shape: Shape(unchecked: [4, 3])), [4, 1]),
    Example(Self(shape: Shape(unchecked: [2, 3, 4])), [2, 1, 4]),
    Example(Self(shape: Shape(unchecked: [3])), []),
    Example(Self(shape: Shape(unchecked: [0])), [1]),
    Example(Self(shape: Shape(unchecked: [2, 0, 3])), [1, 3]),
    Example(Self(shape: Shape(unchecked: [1, 1])), []),
    Example(Self(shape: Shape(unchecked: [2, 3])), [1, 1]),
  ]

  func type(of inputs: [TensorType]) throws -> TensorType {
    guard inputs[0].shape.broadcast(with: shape) == shape else {
      throw TensorError.shapes(
        operation: name, got: [inputs[0].shape], expected: "a shape that broadcasts to \(shape)")
    }
    return TensorType(shape, inputs[0].dtype)
  }

  func view(_ inputs: [TensorType], _ output: TensorType) -> Int? {
    inputs[0].shape.count == shape.count ? 0 : nil
  }

  func kernel(_ inputs: [TensorType], _ output: TensorType) throws -> Kernel {
    let input = inputs[0].shape
    let lead = shape.rank - input.rank
    let dense = input.strides
    let strides = shape.dimensions.indices.map { d in
      d < lead || (input[d - lead] == 1 && shape[d] != 1) ? 0 : dense[d - lead]
    }
    return .strided(output, strides: strides)
  }

  func vjp(_ backward: Backward) throws -> [Value?] {
    [try backward.cotangent.sum(to: backward.inputs[0].shape)]
  }

  func batch(_ inputs: [Value], _ batched: [Bool]) throws -> Value {
    // The batch dimension stays in front of the dimensions that are new.
    let size = inputs[0].shape[0]
    let inner = inputs[0].shape.dimensions.dropFirst()
    let ones = [Int](repeating: 1, count: shape.rank - inner.count)
    let aligned = try apply(Reshape(shape: Shape([size] + ones + inner)), inputs)
    return try apply(Broadcast(shape: shape.prepending(size)), [aligned])
  }

  func rounding(_ inputs: [TensorType], _ output: TensorType) -> Rounding { .none }

  func rows(_ inputs: [Shape], _ varying: [Bool]) -> Rows {
    inputs[0].rank == shape.rank
      ? .apart(one: Broadcast(shape: shape.replacing(0, with: 1)), shared: []) : .mixed
  }
}
