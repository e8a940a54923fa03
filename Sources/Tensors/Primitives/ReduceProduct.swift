import CKernels

/// The product over neighbouring dimensions. The derivative is made of products of the other
/// elements, so zeros among them are no trouble.
struct ReduceProduct: Reduction {
  var name: String { "prod" }
  let range: Range<Int>
  var traits: Traits { Traits() }
  static let kernels = Kernels(
    tarn_reduce_prod_f32, tarn_reduce_prod_f64, tarn_reduce_prod_i32)

  init(range: Range<Int>) { self.range = range }

  func vjp(_ backward: Backward) throws -> [Value?] {
    let x = backward.inputs[0]
    let shape = x.shape
    let lines = Lines(x.type, along: range)
    let n = lines.length
    guard n > 0 else { return [try x.filled(0)] }
    // Products of all but one: [outer, n, n, inner], with ones on the diagonal, folded over the
    // third.
    let flat = try x.reshaped(to: Shape([lines.outer, 1, n, lines.inner]))
    let all = try apply(Broadcast(shape: Shape([lines.outer, n, n, lines.inner])), [flat])
    let unit = try Value.tensor(.identity(n, dtype: x.dtype)).reshaped(to: Shape([1, n, n, 1]))
    let mask = try apply(Broadcast(shape: all.shape), [unit])
    let others = try apply(ReduceProduct(range: 2..<3), [mask.select(all.filled(1), all)])
    let slopes = try others.reshaped(to: shape)
    return [try slopes * spread(backward.cotangent, over: shape)]
  }
}
