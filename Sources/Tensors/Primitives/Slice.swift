import CKernels

/// A box out of a tensor: `shape[d]` elements from `first[d]` on, in each dimension.
struct Slice: Primitive {
  var name: String { "slice" }
  let first: [Int]
  let shape: Shape
  var traits: Traits { .positive }
  var counterpart: Counterpart { .slice(first: first, shape: shape) }
  static let examples = [
    Example(Self(first: [1, 0], shape: Shape(unchecked: [2, 3])), [4, 3]),
    Example(Self(first: [0, 1], shape: Shape(unchecked: [2, 2])), [2, 4]),
    Example(Self(first: [1, 2], shape: Shape(unchecked: [2, 0])), [4, 3]),
    Example(Self(first: [0, 0], shape: Shape(unchecked: [1, 1])), [1, 1]),
  ]

  func type(of inputs: [TensorType]) throws -> TensorType {
    let input = inputs[0].shape
    for d in 0..<shape.rank where first[d] < 0 || first[d] + shape[d] > input[d] {
      throw TensorError.index(operation: name, got: first[d] + shape[d], size: input[d])
    }
    return TensorType(shape, inputs[0].dtype)
  }

  /// Slices of the leading dimension, whole otherwise, are where they are.
  func view(_ inputs: [TensorType], _ output: TensorType) -> Int? {
    let input = inputs[0].shape
    guard let outer = (0..<shape.rank).first(where: { shape[$0] != 1 || input[$0] != 1 }) else {
      return 0
    }
    for d in (outer + 1)..<max(shape.rank, outer + 1) where shape[d] != input[d] { return nil }
    return first[outer] * input.count(outer + 1..<shape.rank) * output.dtype.size
  }

  func kernel(_ inputs: [TensorType], _ output: TensorType) throws -> Kernel {
    let strides = inputs[0].shape.strides
    let offset = zip(first, strides).reduce(0) { $0 + $1.0 * $1.1 }
    return .strided(output, strides: strides, offset: offset)
  }

  func vjp(_ backward: Backward) throws -> [Value?] {
    [try apply(Pad(first: first, shape: backward.inputs[0].shape), [backward.cotangent])]
  }

  func batch(_ inputs: [Value], _ batched: [Bool]) throws -> Value {
    try apply(Slice(first: [0] + first, shape: shape.prepending(inputs[0].shape[0])), inputs)
  }

  func rounding(_ inputs: [TensorType], _ output: TensorType) -> Rounding { .none }

  func rows(_ inputs: [Shape], _ varying: [Bool]) -> Rows {
    first[0] == 0
      ? .apart(one: Slice(first: first, shape: shape.replacing(0, with: 1)), shared: []) : .mixed
  }
}
