import CKernels

/// Random numbers that are a pure function of a key of four int32: a plan that takes the key as an input
/// draws other numbers for each key, and the same ones again for the same key.
protocol KeyedDraw: Primitive {
  var shape: Shape { get }
  var dtype: DType { get }
  var kernels: Kernels { get }
  /// Elementary operations for one number, and how many numbers are made at a time.
  var work: Int { get }
  var multiple: Int { get }
  /// The kernel's integers for so many keys: those, the numbers of a row, the first of them, and others.
  func integers(rows: Int) -> [Int]
}

extension KeyedDraw {
  var traits: Traits { .opaque }
  var counterpart: Counterpart { .none }

  func rounding(_ inputs: [TensorType], _ output: TensorType) -> Rounding { .unknown }
  func rows(_ inputs: [Shape], _ varying: [Bool]) -> Rows { .mixed }

  /// One tensor of numbers, or as many as there are rows in a batch of keys.
  func type(of inputs: [TensorType]) throws -> TensorType {
    let key = inputs[0]
    guard key.dtype == .int32 else {
      throw TensorError.dtypes(operation: name, got: [key.dtype], expected: "a key of int32")
    }
    guard (1...2).contains(key.shape.rank), key.shape[key.shape.rank - 1] == 4 else {
      throw TensorError.shapes(operation: name, got: [key.shape], expected: "a key of shape 4")
    }
    _ = try kernels(dtype, for: name)
    return TensorType(key.shape.rank == 2 ? try shape.prepending(key.shape[0]) : shape, dtype)
  }

  func kernel(_ inputs: [TensorType], _ output: TensorType) throws -> Kernel {
    let rows = inputs[0].shape.count / 4
    let integers = integers(rows: rows)
    return Kernel(
      try kernels(dtype, for: name), integers,
      split: rows == 1
        ? Split(
          extent: 1, count: shape.count, work: work, multiple: multiple, first: 2,
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
