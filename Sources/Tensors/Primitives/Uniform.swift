import CKernels

/// Random numbers, uniform in [0, 1), that are a pure function of a key: four int32, of which two are a
/// seed and two a counter. A plan that takes the key as an input draws other numbers for each key, and
/// the same ones again for the same key. Operations with different streams are independent.
struct Uniform: Primitive {
  var name: String { "uniform" }
  let shape: Shape
  let dtype: DType
  let stream: Int
  var traits: Traits { Traits() }

  private static let kernels = Kernels(tarn_uniform_f32, tarn_uniform_f64)

  /// One tensor of numbers, or as many as there are rows in a batch of keys.
  func type(of inputs: [TensorType]) throws -> TensorType {
    let key = inputs[0]
    guard key.dtype == .int32 else {
      throw TensorError.dtypes(operation: name, got: [key.dtype], expected: "a key of int32")
    }
    guard (1...2).contains(key.shape.rank), key.shape[key.shape.rank - 1] == 4 else {
      throw TensorError.shapes(operation: name, got: [key.shape], expected: "a key of shape 4")
    }
    _ = try Self.kernels(dtype, for: name)
    return TensorType(key.shape.rank == 2 ? try shape.prepending(key.shape[0]) : shape, dtype)
  }

  func kernel(_ inputs: [TensorType], _ output: TensorType) throws -> Kernel {
    let rows = inputs[0].shape.count / 4
    let work = 8
    return Kernel(
      try Self.kernels(dtype, for: name), [rows, shape.count, stream, 0],
      split: rows == 1
        // Four numbers come from one block.
        ? Split(
          extent: 1, count: shape.count, work: work, multiple: 4, first: 3,
          strides: [dtype.size, 0])
        : Split(
          extent: 0, count: rows, work: work * shape.count,
          strides: [shape.count * dtype.size, 16]))
  }

  func vjp(_ backward: Backward) throws -> [Value?] { [nil] }

  func batch(_ inputs: [Value], _ batched: [Bool]) throws -> Value {
    guard inputs[0].shape.rank == 3 else { return try apply(self, inputs) }
    // A batch of batches of keys is one longer batch.
    let sizes = inputs[0].shape
    let keys = try inputs[0].reshaped(to: Shape([sizes[0] * sizes[1], 4]))
    return try apply(self, [keys]).reshaped(to: Shape([sizes[0], sizes[1]] + shape.dimensions))
  }
}
