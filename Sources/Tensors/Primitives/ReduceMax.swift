import CKernels

/// The largest over neighbouring dimensions; NaN wins. Equal elements share the derivative, as in
/// PyTorch's amax.
struct ReduceMax: Reduction {
  var name: String { "max" }
  let range: Range<Int>
  var traits: Traits { .increasing() }
  static let kernels = Kernels(tarn_reduce_max_f32, tarn_reduce_max_f64, tarn_reduce_max_i32)
  static let allowsEmpty = false

  init(range: Range<Int>) { self.range = range }

  func vjp(_ backward: Backward) throws -> [Value?] {
    [try shareAmongExtremes(backward)]
  }
}
