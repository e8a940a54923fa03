import CKernels

/// The smallest over neighbouring dimensions; NaN wins. Equal elements share the derivative, as in
/// PyTorch's amin.
struct ReduceMin: Reduction {
  var name: String { "min" }
  let range: Range<Int>
  var traits: Traits { .smallest(ofNegatives: ReduceMax(range: range)) }
  var counterpart: Counterpart { .reduction("ReduceMin", range) }
  static let kernels = Kernels(tarn_reduce_min_f32, tarn_reduce_min_f64, tarn_reduce_min_i32)
  static let examples = [
    Example(Self(range: 0..<1), [4, 3]),
    Example(Self(range: 1..<2), [4, 3]),
    Example(Self(range: 1..<3), [2, 1, 3]),
    Example(Self(range: 0..<1), [3, 0]),
  ]
  static let allowsEmpty = false

  init(range: Range<Int>) { self.range = range }

  func vjp(_ backward: Backward) throws -> [Value?] {
    [try shareAmongExtremes(backward)]
  }

  func rounding(_ inputs: [TensorType], _ output: TensorType) -> Rounding { .none }
}

extension Reduction {
  /// The cotangent of a largest or smallest element, in equal parts for all that equal it.
  func shareAmongExtremes(_ backward: Backward) throws -> Value {
    let x = backward.inputs[0]
    let isExtreme = try x.equals(spread(backward.output, over: x.shape))
    let share = try backward.cotangent.chained(
      over: apply(ReduceSum(range: range), [isExtreme]))
    return try isExtreme.chained(spread(share, over: x.shape))
  }
}
