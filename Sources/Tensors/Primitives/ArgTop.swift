import CKernels

/// The first `count` places of the order that sorts the last dimension, as int32 from 0: those of
/// ``ArgSort``, without sorting the rest.
struct ArgTop: Primitive {
  var name: String { "topk" }
  let count: Int
  var descending = true
  var traits: Traits { .opaque }
  var counterpart: Counterpart { .none }
  static let examples = [
    Example(Self(count: 2), [3, 4]),
    Example(Self(count: 4, descending: false), [3, 4]),
    Example(Self(count: 0), [3, 2]),
    Example(Self(count: 1), [1]),
  ]

  /// Beyond this many a sort is faster: each element may move all that are kept.
  static let most = 64

  private static let kernels = Kernels(tarn_argtop_f32, tarn_argtop_f64, tarn_argtop_i32)

  func type(of inputs: [TensorType]) throws -> TensorType {
    let shape = inputs[0].shape
    guard shape.rank > 0, (0...shape[shape.rank - 1]).contains(count) else {
      throw TensorError.shapes(
        operation: name, got: [shape], expected: "at least \(count) elements in the last dimension")
    }
    return TensorType(shape.replacing(shape.rank - 1, with: count), .int32)
  }

  func kernel(_ inputs: [TensorType], _ output: TensorType) throws -> Kernel {
    let shape = inputs[0].shape
    let length = shape[shape.rank - 1]
    let rows = shape.count(0..<shape.rank - 1)
    return Kernel(
      try ArgTop.kernels(inputs[0].dtype, for: name), [rows, length, descending ? 1 : 0, count],
      split: Split(
        extent: 0, count: rows, work: 2 * length,
        strides: [4 * count, inputs[0].dtype.size * length]),
      labour: 20 * Double(length))
  }

  func vjp(_ backward: Backward) throws -> [Value?] { [nil] }
  func batch(_ inputs: [Value], _ batched: [Bool]) throws -> Value { try apply(self, inputs) }

  func rounding(_ inputs: [TensorType], _ output: TensorType) -> Rounding { .none }

  func rows(_ inputs: [Shape], _ varying: [Bool]) -> Rows {
    inputs[0].rank > 1 ? rowsApart() : .mixed
  }
}
