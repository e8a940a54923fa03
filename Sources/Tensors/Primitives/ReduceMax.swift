import CKernels

/// The largest over neighbouring dimensions; NaN wins. Equal elements share the derivative, as in
/// PyTorch's amax.
struct ReduceMax: Reduction, Choosing {
  var name: String { "max" }
  let range: Range<Int>
  var traits: Traits { .largest(self) }
  var counterpart: Counterpart { .reduction("ReduceMax", range) }
  static let kernels = Kernels(tarn_reduce_max_f32, tarn_reduce_max_f64, tarn_reduce_max_i32)
  static let examples = [
    Example(Self(range: 0..<1), [4, 3]),
    Example(Self(range: 1..<2), [4, 3]),
    Example(Self(range: 1..<2), [0, 3]),
    Example(Self(range: 0..<2), [1, 1]),
  ]
  static let allowsEmpty = false

  init(range: Range<Int>) { self.range = range }

  func vjp(_ backward: Backward) throws -> [Value?] {
    [try shareAmongExtremes(backward)]
  }

  func rounding(_ inputs: [TensorType], _ output: TensorType) -> Rounding { .none }

  var hasSeparateCandidates: Bool { true }
  func candidates(_ input: Value) throws -> [Value]? { nil }
}
