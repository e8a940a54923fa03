import CKernels

/// The product over neighbouring dimensions. The derivative is made of products of the other
/// elements, so zeros among them are no trouble; it takes as long as the product, up to a factor.
struct ReduceProduct: Reduction {
  var name: String { "prod" }
  let range: Range<Int>
  var traits: Traits { .opaque }
  var counterpart: Counterpart { .reduction("ReduceProd", range) }
  static let kernels = Kernels(
    tarn_reduce_prod_f32, tarn_reduce_prod_f64, tarn_reduce_prod_i32)
  static let examples = [
    Example(Self(range: 1..<2), [2, 3, 2]),
    Example(Self(range: 0..<1), [0, 2]),
    Example(Self(range: 0..<2), [1, 1]),
  ]
  static let widensWhole = true

  init(range: Range<Int>) { self.range = range }

  /// Up a tree of products of two halves, then down again: what an element is multiplied with is
  /// what its half is multiplied with, times the other half.
  func vjp(_ backward: Backward) throws -> [Value?] {
    let x = backward.inputs[0]
    let lines = Lines(x.type, along: range)
    guard lines.length > 0 else { return [try x.filled(0)] }
    var products = try x.reshaped(to: Shape([lines.outer, lines.length, lines.inner]))
    var levels: [(left: Value, right: Value, length: Int)] = []
    while products.shape[1] > 1 {
      let length = products.shape[1]
      let half = (length + 1) / 2
      let left = try products.sliced(1, 0..<half)
      var right = try products.sliced(1, half..<length)
      if right.shape[1] < half {
        let one = try products.sliced(1, 0..<1).filled(1)
        right = try .concatenated([right, one], dimension: 1)
      }
      levels.append((left, right, length))
      products = try left * right
    }
    var slopes = try backward.cotangent.reshaped(to: products.shape)
    for (left, right, length) in levels.reversed() {
      let both = try Value.concatenated(
        [slopes.chained(right), slopes.chained(left)], dimension: 1)
      slopes = try both.sliced(1, 0..<length)
    }
    return [try slopes.reshaped(to: x.shape)]
  }

  func rounding(_ inputs: [TensorType], _ output: TensorType) -> Rounding { .unknown }
}
