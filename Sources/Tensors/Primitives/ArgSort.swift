import CKernels

/// The order that sorts the last dimension, as int32 from 0; stable, NaN counts as the largest.
struct ArgSort: Primitive {
  var name: String { "argsort" }
  var descending = false
  var traits: Traits { .opaque }
  var counterpart: Counterpart { .none }
  static let examples = [
    Example(Self(), [3, 4]),
    Example(Self(descending: true), [3, 4]),
    Example(Self(), [3, 0]),
    Example(Self(), [1]),
  ]

  private static let kernels = Kernels(tarn_argsort_f32, tarn_argsort_f64, tarn_argsort_i32)

  func type(of inputs: [TensorType]) throws -> TensorType {
    guard inputs[0].shape.rank > 0 else {
      throw TensorError.dimension(operation: name, got: 1, rank: 0)
    }
    return TensorType(inputs[0].shape, .int32)
  }

  func kernel(_ inputs: [TensorType], _ output: TensorType) throws -> Kernel {
    let shape = inputs[0].shape
    let length = shape[shape.rank - 1]
    let rows = shape.count(0..<shape.rank - 1)
    return Kernel(
      try ArgSort.kernels(inputs[0].dtype, for: name), [rows, length, descending ? 1 : 0],
      scratch: 16 * length,
      split: Split(
        extent: 0, count: rows, work: 20 * length,
        strides: [4 * length, inputs[0].dtype.size * length]),
      labour: 100 * Double(length))
  }

  func vjp(_ backward: Backward) throws -> [Value?] { [nil] }
  func batch(_ inputs: [Value], _ batched: [Bool]) throws -> Value { try apply(self, inputs) }

  func rounding(_ inputs: [TensorType], _ output: TensorType) -> Rounding { .none }

  func rows(_ inputs: [Shape], _ varying: [Bool]) -> Rows {
    inputs[0].rank > 1 ? rowsApart() : .mixed
  }
}
