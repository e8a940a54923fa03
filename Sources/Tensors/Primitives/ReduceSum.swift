import CKernels

/// The sum over neighbouring dimensions.
struct ReduceSum: Reduction {
  var name: String { "sum" }
  let range: Range<Int>
  var traits: Traits { .positive(1) }
  static let kernels = Kernels(tarn_reduce_sum_f32, tarn_reduce_sum_f64, tarn_reduce_sum_i32)
  static let widensWhole = true

  init(range: Range<Int>) { self.range = range }

  func vjp(_ backward: Backward) throws -> [Value?] {
    [try spread(backward.cotangent, over: backward.inputs[0].shape)]
  }
}
