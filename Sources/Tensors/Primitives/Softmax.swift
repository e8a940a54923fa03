import CKernels

/// Exponentials over neighbouring dimensions divided by their sum, shifted by the largest.
struct Softmax: Distribution {
  var name: String { "softmax" }
  let range: Range<Int>
  var traits: Traits { .distribution(Traits.Shares(range: range, areLogarithms: false)) }
  var counterpart: Counterpart { .distribution("Softmax", range) }
  static let kernels = Kernels(tarn_softmax_f32, tarn_softmax_f64)
  static let examples = [
    Example(Self(range: 1..<2), [4, 3]), Example(Self(range: 0..<1), [4, 3]),
  ]

  func vjp(_ backward: Backward) throws -> [Value?] {
    let weighted = try backward.cotangent.chained(smooth: backward.output)
    return [try weighted - backward.output.chained(total(weighted))]
  }

  func rounding(_ inputs: [TensorType], _ output: TensorType) -> Rounding { .unknown }
}
