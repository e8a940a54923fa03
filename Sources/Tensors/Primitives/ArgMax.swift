import CKernels

/// The place of the largest (or smallest) element in one dimension, as int32 from 0; the first of
/// equal ones, and the first NaN before all numbers.
struct ArgMax: Primitive {
  var name: String { ofSmallest ? "argmin" : "argmax" }
  let dimension: Int
  var ofSmallest = false
  var traits: Traits { .opaque }
  var counterpart: Counterpart { .place(ofSmallest ? "ArgMin" : "ArgMax", dimension: dimension) }
  static let examples = [
    Example(Self(dimension: 1), [3, 4]),
    Example(Self(dimension: 0, ofSmallest: true), [3, 4]),
    Example(Self(dimension: 1), [0, 3]),
    Example(Self(dimension: 0), [1]),
  ]

  private static let largest = Kernels(tarn_argmax_f32, tarn_argmax_f64, tarn_argmax_i32)
  private static let smallest = Kernels(tarn_argmin_f32, tarn_argmin_f64, tarn_argmin_i32)

  func type(of inputs: [TensorType]) throws -> TensorType {
    let shape = inputs[0].shape
    guard dimension < shape.rank else {
      throw TensorError.dimension(operation: name, got: dimension + 1, rank: shape.rank)
    }
    guard shape[dimension] > 0 else {
      throw TensorError.shapes(operation: name, got: [shape], expected: "at least one element")
    }
    return TensorType(shape.removing(dimension..<dimension + 1), .int32)
  }

  func kernel(_ inputs: [TensorType], _ output: TensorType) throws -> Kernel {
    Lines(inputs[0], along: dimension..<dimension + 1).kernel(
      try (ofSmallest ? ArgMax.smallest : ArgMax.largest)(inputs[0].dtype, for: name),
      to: output.dtype, keepsLength: false)
  }

  func vjp(_ backward: Backward) throws -> [Value?] { [nil] }

  func batch(_ inputs: [Value], _ batched: [Bool]) throws -> Value {
    try apply(ArgMax(dimension: dimension + 1, ofSmallest: ofSmallest), inputs)
  }

  func rounding(_ inputs: [TensorType], _ output: TensorType) -> Rounding { .none }

  func rows(_ inputs: [Shape], _ varying: [Bool]) -> Rows { dimension != 0 ? rowsApart() : .mixed }
}
