import CKernels

/// The logarithm of softmax over neighbouring dimensions, x - logsumexp(x), without loss where x is
/// large.
struct LogSoftmax: Distribution {
  var name: String { "log_softmax" }
  let range: Range<Int>
  var traits: Traits { .distribution(Traits.Shares(range: range, areLogarithms: true)) }
  var counterpart: Counterpart { .distribution("LogSoftmax", range) }
  static let kernels = Kernels(tarn_log_softmax_f32, tarn_log_softmax_f64)
  static let examples = [
    Example(Self(range: 1..<2), [4, 3]), Example(Self(range: 0..<1), [4, 3]),
  ]

  func vjp(_ backward: Backward) throws -> [Value?] {
    let shares = try backward.output.exp()
    return [try backward.cotangent - shares.chained(total(backward.cotangent))]
  }

  func rounding(_ inputs: [TensorType], _ output: TensorType) -> Rounding { .unknown }
}
