import CKernels

/// Running sums along one dimension.
struct CumulativeSum: Primitive {
  var name: String { "cumsum" }
  let dimension: Int
  var traits: Traits { .positive(1) }

  func type(of inputs: [TensorType]) throws -> TensorType {
    guard dimension < inputs[0].shape.rank else {
      throw TensorError.dimension(
        operation: name, got: dimension + 1, rank: inputs[0].shape.rank)
    }
    return inputs[0]
  }

  func kernel(_ inputs: [TensorType], _ output: TensorType) throws -> Kernel {
    Lines(inputs[0], along: dimension..<dimension + 1).kernel(
      try Kernels(tarn_cumsum_f32, tarn_cumsum_f64, tarn_cumsum_i32)(inputs[0].dtype, for: name),
      to: output.dtype, keepsLength: true)
  }

  /// The sums from the other end: total - running sum + the element itself.
  func vjp(_ backward: Backward) throws -> [Value?] {
    let c = backward.cotangent
    let total = try apply(ReduceSum(range: dimension..<dimension + 1), [c])
    let all = try ReduceSum(range: dimension..<dimension + 1).spread(total, over: c.shape)
    return [try all - apply(self, [c]) + c]
  }

  func batch(_ inputs: [Value], _ batched: [Bool]) throws -> Value {
    try apply(CumulativeSum(dimension: dimension + 1), inputs)
  }
}
