import CKernels

/// Running sums along one dimension; of whole numbers they are float64, as the whole sum is.
struct CumulativeSum: Primitive {
  var name: String { "cumsum" }
  let dimension: Int
  var traits: Traits { .positive }
  var counterpart: Counterpart { .runningSum(dimension: dimension) }
  static let examples = [
    Example(Self(dimension: 0), [4, 2]),
    Example(Self(dimension: 1), [2, 4]),
    Example(Self(dimension: 0), [0]),
    Example(Self(dimension: 1), [3, 1]),
  ]

  func type(of inputs: [TensorType]) throws -> TensorType {
    guard dimension < inputs[0].shape.rank else {
      throw TensorError.dimension(
        operation: name, got: dimension + 1, rank: inputs[0].shape.rank)
    }
    return TensorType(inputs[0].shape, inputs[0].dtype == .int32 ? .float64 : inputs[0].dtype)
  }

  func kernel(_ inputs: [TensorType], _ output: TensorType) throws -> Kernel {
    Lines(inputs[0], along: dimension..<dimension + 1).kernel(
      try Kernels(tarn_cumsum_f32, tarn_cumsum_f64, tarn_cumsum_i32)(inputs[0].dtype, for: name),
      to: output.dtype, keepsLength: true)
  }

  /// The sums from the other end. Differences from the total would lose digits, and make NaN of an infinity
  /// that only some of them hold.
  func vjp(_ backward: Backward) throws -> [Value?] {
    let count = backward.cotangent.shape[dimension]
    let backwards = Value.tensor(
      try Tensor((0..<count).map { Int32(count - 1 - $0) }, shape: Shape([count])))
    let turned = try backward.cotangent.gathered(dimension, backwards)
    return [try apply(self, [turned]).gathered(dimension, backwards)]
  }

  func batch(_ inputs: [Value], _ batched: [Bool]) throws -> Value {
    try apply(CumulativeSum(dimension: dimension + 1), inputs)
  }

  func rounding(_ inputs: [TensorType], _ output: TensorType) -> Rounding { sumOfElements(inputs) }

  func rows(_ inputs: [Shape], _ varying: [Bool]) -> Rows { dimension != 0 ? rowsApart() : .mixed }
}
