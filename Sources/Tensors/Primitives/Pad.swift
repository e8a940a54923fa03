import CKernels

/// Zeros of shape `shape`, with the input from `first` on: the transpose of a slice.
struct Pad: Primitive {
  var name: String { "pad" }
  let first: [Int]
  let shape: Shape
  var traits: Traits { .positive }
  var counterpart: Counterpart { .pad(first: first, shape: shape) }
  static let examples = [
    Example(Self(first: [1, 2], shape: Shape(unchecked: [4, 5])), [2, 2]),
    Example(Self(first: [1, 0], shape: Shape(unchecked: [3, 2])), [0, 2]),
    Example(Self(first: [0], shape: Shape(unchecked: [1])), [1]),
  ]

  func type(of inputs: [TensorType]) throws -> TensorType {
    let input = inputs[0].shape
    guard input.rank == shape.rank,
      (0..<shape.rank).allSatisfy({ first[$0] >= 0 && first[$0] + input[$0] <= shape[$0] })
    else {
      throw TensorError.shapes(
        operation: name, got: [input], expected: "a tensor that fits into \(shape)")
    }
    return TensorType(shape, inputs[0].dtype)
  }

  func kernel(_ inputs: [TensorType], _ output: TensorType) throws -> Kernel {
    Kernel(
      output.dtype.size == 4 ? tarn_pad_4 : tarn_pad_8,
      [shape.rank] + inputs[0].shape.dimensions + shape.dimensions + first)
  }

  func vjp(_ backward: Backward) throws -> [Value?] {
    [try apply(Slice(first: first, shape: backward.inputs[0].shape), [backward.cotangent])]
  }

  func batch(_ inputs: [Value], _ batched: [Bool]) throws -> Value {
    try apply(Pad(first: [0] + first, shape: shape.prepending(inputs[0].shape[0])), inputs)
  }

  func rounding(_ inputs: [TensorType], _ output: TensorType) -> Rounding { .none }

  func rows(_ inputs: [Shape], _ varying: [Bool]) -> Rows {
    first[0] == 0
      ? .apart(one: Pad(first: first, shape: shape.replacing(0, with: 1)), shared: []) : .mixed
  }
}
