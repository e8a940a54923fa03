import CKernels

/// Adds entries of one dimension into zeros at int32 indices counted from 0: the transpose of a
/// gather.
struct ScatterAdd: Primitive {
  var name: String { "scatter_add" }
  let dimension: Int
  let size: Int
  var traits: Traits { .linear(Traits.Linear(.scattering)) }
  var counterpart: Counterpart { .none }
  static let examples = [
    Example(Self(dimension: 0, size: 4), [3, 2], [3], indices: [1: 4]),
    Example(Self(dimension: 0, size: 4), [0, 2], [0], indices: [1: 4]),
  ]

  func type(of inputs: [TensorType]) throws -> TensorType {
    TensorType(
      try Shape(inputs[0].shape.replacing(dimension, with: size).dimensions), inputs[0].dtype)
  }

  func kernel(_ inputs: [TensorType], _ output: TensorType) throws -> Kernel {
    let shape = output.shape
    return Kernel(
      try Kernels(tarn_scatter_add_f32, tarn_scatter_add_f64)(output.dtype, for: name),
      [
        shape.count(0..<dimension), size, shape.count(dimension + 1..<shape.rank),
        inputs[1].shape[0],
      ])
  }

  func vjp(_ backward: Backward) throws -> [Value?] {
    [try apply(Gather(dimension: dimension), [backward.cotangent, backward.inputs[1]]), nil]
  }

  func batch(_ inputs: [Value], _ batched: [Bool]) throws -> Value {
    guard batched[1] else {
      return try apply(ScatterAdd(dimension: dimension + 1, size: size), inputs)
    }
    let source = try Batch.align(inputs, batched)[0]
    let spread = try GatherAlong.spread(inputs[1], over: source.shape, dimension + 1)
    return try apply(ScatterAddAlong(dimension: dimension + 1, size: size), [source, spread])
  }

  func rounding(_ inputs: [TensorType], _ output: TensorType) -> Rounding { sumOfElements(inputs) }

  func rows(_ inputs: [Shape], _ varying: [Bool]) -> Rows {
    dimension != 0 && !varying[1] ? rowsApart(shared: [1]) : .mixed
  }
}
