import CKernels

/// The sum over neighbouring dimensions.
struct ReduceSum: Reduction {
  var name: String { "sum" }
  let range: Range<Int>
  var traits: Traits { .positive }
  var counterpart: Counterpart { .sum(range) }
  static let kernels = Kernels(tarn_reduce_sum_f32, tarn_reduce_sum_f64, tarn_reduce_sum_i32)
  static let examples = [
    Example(Self(range: 0..<1), [3, 4]),
    Example(Self(range: 1..<2), [3, 4]),
    Example(Self(range: 0..<2), [3, 4]),
    Example(Self(range: 1..<2), [2, 9, 3]),
    Example(Self(range: 1..<2), [2, 0, 3]),
    Example(Self(range: 0..<1), [2, 0]),
    Example(Self(range: 0..<0), [3]),
    Example(Self(range: 0..<3), [1, 1, 1]),
  ]
  static let widensWhole = true

  init(range: Range<Int>) { self.range = range }

  func vjp(_ backward: Backward) throws -> [Value?] {
    [try spread(backward.cotangent, over: backward.inputs[0].shape)]
  }

  func rounding(_ inputs: [TensorType], _ output: TensorType) -> Rounding {
    sumOfLine(inputs, output)
  }
}
