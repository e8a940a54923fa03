import CKernels

/// log of the sum of exponentials over neighbouring dimensions, without overflow. The derivative is
/// the softmax.
struct LogSumExp: Reduction {
  var name: String { "logsumexp" }
  let range: Range<Int>
  var traits: Traits { .logSumExp(range) }
  var counterpart: Counterpart { .reduction("ReduceLogSumExp", range) }
  static let kernels = Kernels(tarn_logsumexp_f32, tarn_logsumexp_f64)
  static let examples = [
    Example(Self(range: 0..<1), [4, 3]),
    Example(Self(range: 1..<2), [4, 3]),
    Example(Self(range: 1..<2), [0, 3]),
    Example(Self(range: 0..<1), [1]),
  ]
  static let allowsEmpty = false

  init(range: Range<Int>) { self.range = range }

  func vjp(_ backward: Backward) throws -> [Value?] {
    let x = backward.inputs[0]
    let softmax = try (x - spread(backward.output, over: x.shape)).exp()
    return [try softmax.chained(spread(backward.cotangent, over: x.shape))]
  }

  func rounding(_ inputs: [TensorType], _ output: TensorType) -> Rounding {
    sumOfLine(inputs, output)
  }
}
