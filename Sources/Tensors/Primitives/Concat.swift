import CKernels

/// Joins tensors along one dimension.
struct Concat: Primitive {
  var name: String { "cat" }
  let dimension: Int
  // However many inputs there are, none has a negative coefficient.
  var traits: Traits { .positive }
  var counterpart: Counterpart { .operation("Concat", [.integer("axis", dimension)]) }
  static let examples = [
    Example(Self(dimension: 0), [2, 3], [1, 3]),
    Example(Self(dimension: 1), [2, 3], [2, 2]),
    Example(Self(dimension: 1), [2, 0], [2, 3]),
    Example(Self(dimension: 0), [1]),
  ]

  func type(of inputs: [TensorType]) throws -> TensorType {
    let first = inputs[0]
    guard dimension < first.shape.rank else {
      throw TensorError.dimension(operation: name, got: dimension + 1, rank: first.shape.rank)
    }
    var size = 0
    for input in inputs {
      guard input.shape.rank == first.shape.rank, input.dtype == first.dtype,
        input.shape.replacing(dimension, with: 1) == first.shape.replacing(dimension, with: 1)
      else {
        throw TensorError.shapes(
          operation: name, got: inputs.map(\.shape),
          expected: "tensors that agree but in dimension \(dimension + 1)")
      }
      size += input.shape[dimension]
    }
    return TensorType(
      try Shape(first.shape.replacing(dimension, with: size).dimensions), first.dtype)
  }

  func kernel(_ inputs: [TensorType], _ output: TensorType) throws -> Kernel {
    let outer = output.shape.count(0..<dimension)
    let rows = inputs.map { $0.shape.count(dimension..<$0.shape.rank) }
    return Kernel(
      output.dtype.size == 4 ? tarn_concat_4 : tarn_concat_8,
      [inputs.count, outer, rows.reduce(0, +)] + rows)
  }

  func vjp(_ backward: Backward) throws -> [Value?] {
    var first = [Int](repeating: 0, count: backward.output.shape.rank)
    return try zip(backward.inputs, backward.needs).map { input, needed in
      defer { first[dimension] += input.shape[dimension] }
      return needed
        ? try apply(Slice(first: first, shape: input.shape), [backward.cotangent]) : nil
    }
  }

  func batch(_ inputs: [Value], _ batched: [Bool]) throws -> Value {
    try apply(Concat(dimension: dimension + 1), Batch.align(inputs, batched))
  }

  func rounding(_ inputs: [TensorType], _ output: TensorType) -> Rounding { .none }

  func rows(_ inputs: [Shape], _ varying: [Bool]) -> Rows { dimension != 0 ? rowsApart() : .mixed }
}
