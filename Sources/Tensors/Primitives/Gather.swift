import CKernels

/// Picks entries of one dimension by int32 indices counted from 0; the second input is the list.
struct Gather: Primitive {
  var name: String { "index_select" }
  let dimension: Int

  var traits: Traits { .linear(Traits.Linear(.picking(dimension: dimension))) }
  var counterpart: Counterpart { .operation("Gather", [.integer("axis", dimension)]) }
  static let examples = [
    Example(Self(dimension: 0), [4, 2], [3], indices: [1: 4]),
    Example(Self(dimension: 1), [2, 4], [3], indices: [1: 4]),
    Example(Self(dimension: 0), [4, 2], [0], indices: [1: 4]),
    Example(Self(dimension: 1), [0, 4], [3], indices: [1: 4]),
  ]

  func type(of inputs: [TensorType]) throws -> TensorType {
    let (source, indices) = (inputs[0], inputs[1])
    guard dimension < source.shape.rank else {
      throw TensorError.dimension(operation: name, got: dimension + 1, rank: source.shape.rank)
    }
    guard indices.dtype == .int32, indices.shape.rank == 1 else {
      throw TensorError.shapes(
        operation: name, got: [indices.shape], expected: "a list of int32 indices")
    }
    return TensorType(
      try Shape(source.shape.replacing(dimension, with: indices.shape[0]).dimensions), source.dtype)
  }

  func kernel(_ inputs: [TensorType], _ output: TensorType) throws -> Kernel {
    let shape = inputs[0].shape
    return Kernel(
      output.dtype.size == 4 ? tarn_gather_4 : tarn_gather_8,
      [
        shape.count(0..<dimension), shape[dimension], shape.count(dimension + 1..<shape.rank),
        inputs[1].shape[0],
      ])
  }

  func vjp(_ backward: Backward) throws -> [Value?] {
    let size = backward.inputs[0].shape[dimension]
    return [
      try apply(
        ScatterAdd(dimension: dimension, size: size), [backward.cotangent, backward.inputs[1]]),
      nil,
    ]
  }

  func batch(_ inputs: [Value], _ batched: [Bool]) throws -> Value {
    let (source, indices) = (inputs[0], inputs[1])
    guard batched[1] else { return try apply(Gather(dimension: dimension + 1), inputs) }
    let (size, count) = (indices.shape[0], indices.shape[1])
    guard batched[0] else {
      // All lists as one, whose entries are then sorted into samples.
      let list = try indices.reshaped(to: Shape([size * count]))
      let all = try apply(self, [source, list])
      var sizes = source.shape.dimensions
      sizes.replaceSubrange(dimension..<dimension + 1, with: [size, count])
      let order = [dimension] + (0..<sizes.count).filter { $0 != dimension }
      return try all.reshaped(to: Shape(sizes)).permuted(order)
    }
    let spread = try GatherAlong.spread(indices, over: source.shape, dimension + 1)
    return try apply(GatherAlong(dimension: dimension + 1), [source, spread])
  }

  func rounding(_ inputs: [TensorType], _ output: TensorType) -> Rounding { .none }

  func rows(_ inputs: [Shape], _ varying: [Bool]) -> Rows {
    dimension != 0 && !varying[1] ? rowsApart(shared: [1]) : .mixed
  }
}
