import CKernels

/// A = Q R of matrices [..., m, n] that are not wider than high, in one tensor: the elements of Q
/// [m, n], then of R [n, n], in the last dimension. Q has orthonormal columns, R is upper triangular;
/// its diagonal has LAPACK's signs. The derivative needs columns that are independent.
struct QRDecomposition: Primitive {
  var name: String { "qr" }
  var traits: Traits { .opaque }
  var counterpart: Counterpart { .none }
  static let examples = [
    Example(Self(), [3, 3]),
    Example(Self(), [4, 2]),
    Example(Self(), [2, 3, 2]),
    Example(Self(), [1, 1]),
    Example(Self(), [3, 0]),
  ]

  private func stack(_ type: TensorType) throws -> MatrixStack {
    let stack = try MatrixStack(type, for: name)
    guard stack.rows >= stack.columns else {
      throw TensorError.shapes(
        operation: name, got: [type.shape], expected: "at least as many rows as columns")
    }
    return stack
  }

  func type(of inputs: [TensorType]) throws -> TensorType {
    let stack = try stack(inputs[0])
    return TensorType(
      try Shape(stack.lead + [(stack.rows + stack.columns) * stack.columns]), inputs[0].dtype)
  }

  func kernel(_ inputs: [TensorType], _ output: TensorType) throws -> Kernel {
    let stack = try stack(inputs[0])
    let (m, n) = (stack.rows, stack.columns)
    let work = 64 * max(n, 1)
    return Kernel(
      try Kernels(tarn_qr_f32, tarn_qr_f64)(output.dtype, for: name),
      [stack.count, m, n, work], scratch: output.dtype.size * (n + work),
      split: stack.split(output.dtype, elements: (m + n) * n, m * n), labour: stack.labour)
  }

  /// Q and R of a result for matrices of m rows and n columns.
  static func parts(_ packed: Value, _ m: Int, _ n: Int) throws -> (q: Value, r: Value) {
    (try packed.part(0..<m * n, [m, n]), try packed.part(m * n..<(m + n) * n, [n, n]))
  }

  /// (Q' + Q sym(M)) R^-T, where M = R R'^T - Q'^T Q and sym copies the lower triangle to the upper
  /// one (Walter and Lehmann 2018).
  func vjp(_ backward: Backward) throws -> [Value?] {
    let shape = backward.inputs[0].shape
    let (m, n) = (shape[shape.rank - 2], shape[shape.rank - 1])
    let (q, r) = try QRDecomposition.parts(backward.output, m, n)
    let (qc, rc) = try QRDecomposition.parts(backward.cotangent, m, n)
    let upper = try rc.weighted(diagonal: 1, below: 0, above: 1)
    let product = try r.matmul(upper.matrixTransposed()) - qc.transposedProduct(q)
    let lower = try product.weighted(diagonal: 0.5, below: 1, above: 0)
    let left = try qc + q.matmul(lower + lower.matrixTransposed())
    // X R^T = left is R X^T = left^T.
    let solved = try apply(Solve(triangle: .upper), [r, left.matrixTransposed()])
    return [try solved.matrixTransposed()]
  }

  func batch(_ inputs: [Value], _ batched: [Bool]) throws -> Value { try apply(self, inputs) }

  func rounding(_ inputs: [TensorType], _ output: TensorType) -> Rounding { .unknown }

  func rows(_ inputs: [Shape], _ varying: [Bool]) -> Rows { .mixed }
}
