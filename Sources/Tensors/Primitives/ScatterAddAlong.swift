import CKernels

/// Adds each element into zeros, at the index (int32 from 0) that the second input has at its place,
/// along one dimension: the transpose of a gather along it.
struct ScatterAddAlong: Primitive {
  var name: String { "scatter_add" }
  let dimension: Int
  let size: Int
  var traits: Traits { .linear(Traits.Linear(.scattering)) }
  var counterpart: Counterpart { .none }
  static let examples = [
    Example(Self(dimension: 1, size: 4), [2, 3, 2], [2, 3, 2], indices: [1: 4]),
    Example(Self(dimension: 0, size: 3), [0, 2], [0, 2], indices: [1: 3]),
  ]

  func type(of inputs: [TensorType]) throws -> TensorType {
    let shape = inputs[0].shape
    guard inputs[1] == TensorType(shape, .int32) else {
      throw TensorError.shapes(
        operation: name, got: inputs.map(\.shape), expected: "one int32 index for each element")
    }
    return TensorType(try Shape(shape.replacing(dimension, with: size).dimensions), inputs[0].dtype)
  }

  func kernel(_ inputs: [TensorType], _ output: TensorType) throws -> Kernel {
    Kernel(
      try Kernels(tarn_scatter_add_along_f32, tarn_scatter_add_along_f64)(output.dtype, for: name),
      GatherAlong.geometry(output.shape, inputs[0].shape, dimension))
  }

  func vjp(_ backward: Backward) throws -> [Value?] {
    let gather = GatherAlong(dimension: dimension)
    return [try apply(gather, [backward.cotangent, backward.inputs[1]]), nil]
  }

  func batch(_ inputs: [Value], _ batched: [Bool]) throws -> Value {
    try apply(
      ScatterAddAlong(dimension: dimension + 1, size: size), Batch.align(inputs, batched))
  }

  func rounding(_ inputs: [TensorType], _ output: TensorType) -> Rounding { sumOfElements(inputs) }

  func rows(_ inputs: [Shape], _ varying: [Bool]) -> Rows { dimension != 0 ? rowsApart() : .mixed }
}
