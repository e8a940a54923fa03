import CKernels

/// For each place of the second input, which holds int32 indices counted from 0, the element that
/// stands at that index of the same line along one dimension of the first input.
struct GatherAlong: Primitive {
  var name: String { "gather" }
  let dimension: Int

  var traits: Traits { .linear(Traits.Linear(.picking(dimension: dimension))) }
  var counterpart: Counterpart { .operation("GatherElements", [.integer("axis", dimension)]) }
  static let examples = [
    Example(Self(dimension: 0), [4, 2], [3, 2], indices: [1: 4]),
    Example(Self(dimension: 1), [2, 4, 3], [2, 5, 3], indices: [1: 4]),
    Example(Self(dimension: 0), [1], [1], indices: [1: 1]),
    Example(Self(dimension: 1), [2, 3], [2, 0], indices: [1: 3]),
  ]

  func type(of inputs: [TensorType]) throws -> TensorType {
    let (source, indices) = (inputs[0].shape, inputs[1].shape)
    guard dimension < source.rank else {
      throw TensorError.dimension(operation: name, got: dimension + 1, rank: source.rank)
    }
    guard inputs[1].dtype == .int32 else {
      throw TensorError.dtypes(operation: name, got: [inputs[1].dtype], expected: "int32 indices")
    }
    guard indices.rank == source.rank,
      indices.replacing(dimension, with: 1) == source.replacing(dimension, with: 1)
    else {
      throw TensorError.shapes(
        operation: name, got: [source, indices],
        expected: "a tensor and indices that agree but in dimension \(dimension + 1)")
    }
    return TensorType(indices, inputs[0].dtype)
  }

  func kernel(_ inputs: [TensorType], _ output: TensorType) throws -> Kernel {
    Kernel(
      output.dtype.size == 4 ? tarn_gather_along_4 : tarn_gather_along_8,
      GatherAlong.geometry(inputs[0].shape, output.shape, dimension))
  }

  /// Sizes outside, in and inside the dimension, and the number of indices in it.
  static func geometry(_ source: Shape, _ indices: Shape, _ dimension: Int) -> [Int] {
    [
      source.count(0..<dimension), source[dimension],
      source.count(dimension + 1..<source.rank), indices[dimension],
    ]
  }

  /// One list of indices a sample, [samples, count], for every line of a shape.
  static func spread(_ lists: Value, over shape: Shape, _ dimension: Int) throws -> Value {
    var sizes = [Int](repeating: 1, count: shape.rank)
    sizes[0] = lists.shape[0]
    sizes[dimension] = lists.shape[1]
    let lined = try lists.reshaped(to: Shape(sizes))
    return try lined.expanded(
      to: Shape(shape.replacing(dimension, with: lists.shape[1]).dimensions))
  }

  func vjp(_ backward: Backward) throws -> [Value?] {
    let size = backward.inputs[0].shape[dimension]
    let scatter = ScatterAddAlong(dimension: dimension, size: size)
    return [try apply(scatter, [backward.cotangent, backward.inputs[1]]), nil]
  }

  func batch(_ inputs: [Value], _ batched: [Bool]) throws -> Value {
    try apply(GatherAlong(dimension: dimension + 1), Batch.align(inputs, batched))
  }

  func rounding(_ inputs: [TensorType], _ output: TensorType) -> Rounding { .none }

  func rows(_ inputs: [Shape], _ varying: [Bool]) -> Rows { dimension != 0 ? rowsApart() : .mixed }
}
