import CKernels

/// The lower triangular L with A = L L^T of symmetric positive definite matrices, [..., n, n]. What is
/// factored is (A + A^T) / 2; a matrix that is far from it is refused.
struct Cholesky: Primitive {
  var name: String { "cholesky" }
  var traits: Traits { .opaque }
  var counterpart: Counterpart { .none }
  static let examples = [
    Example(Self(), [3, 3], matrix: .definite),
    Example(Self(), [2, 3, 3], matrix: .definite),
    Example(Self(), [1, 1], matrix: .definite),
    Example(Self(), [0, 2, 2], matrix: .definite),
  ]

  func type(of inputs: [TensorType]) throws -> TensorType {
    _ = try MatrixStack.square(inputs[0], for: name)
    return inputs[0]
  }

  func kernel(_ inputs: [TensorType], _ output: TensorType) throws -> Kernel {
    let stack = try MatrixStack.square(inputs[0], for: name)
    return Kernel(
      try Kernels(tarn_cholesky_f32, tarn_cholesky_f64)(output.dtype, for: name),
      [stack.count, stack.rows],
      split: stack.split(
        output.dtype, elements: stack.rows * stack.rows, stack.rows * stack.rows),
      labour: stack.labour / 30)
  }

  /// The symmetric part of L^-T P L^-1, where P is the lower triangle of L^T L' with half its diagonal
  /// (Murray 2016, eq. 9).
  func vjp(_ backward: Backward) throws -> [Value?] {
    let factor = backward.output
    let product = try factor.transposedProduct(
      backward.cotangent.weighted(diagonal: 1, below: 1, above: 0))
    let triangle = try product.weighted(diagonal: 0.5, below: 1, above: 0)
    let solve = Solve(triangle: .lower, transposed: true)
    let half = try apply(solve, [factor, triangle])
    return [try apply(solve, [factor, half.matrixTransposed()]).symmetricPart()]
  }

  func batch(_ inputs: [Value], _ batched: [Bool]) throws -> Value { try apply(self, inputs) }

  func rounding(_ inputs: [TensorType], _ output: TensorType) -> Rounding { .unknown }

  func rows(_ inputs: [Shape], _ varying: [Bool]) -> Rows { .mixed }
}
