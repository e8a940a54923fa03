import CKernels

/// Exponentials over neighbouring dimensions divided by their sum, shifted by the largest.
struct Softmax: Distribution {
  var name: String { "softmax" }
  let range: Range<Int>
  static let kernels = Kernels(tarn_softmax_f32, tarn_softmax_f64)

  func composition(_ inputs: [Value]) throws -> Value {
    try LogSoftmax(range: range).composition(inputs).exp()
  }

  func vjp(_ backward: Backward) throws -> [Value?] {
    let weighted = try backward.cotangent.chained(smooth: backward.output)
    return [try weighted - backward.output.chained(total(weighted))]
  }
}
