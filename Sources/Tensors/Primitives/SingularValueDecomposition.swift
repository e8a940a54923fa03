import CKernels

/// The reduced decomposition A = U diag(s) V^T of matrices [..., m, n] in one tensor: the elements of
/// U [m, k], then s [k] downwards, then V [n, k], k = min(m, n), in the last dimension.
///
/// The derivatives of U and V are infinite where singular values are equal, or zero in a matrix that
/// is not square.
struct SingularValueDecomposition: Primitive {
  var name: String { "svd" }
  var traits: Traits { .opaque }
  var counterpart: Counterpart { .none }
  static let examples = [
    Example(Self(), [3, 3], matrix: .regular),
    Example(Self(), [4, 2]),
    Example(Self(), [2, 4]),
    Example(Self(), [2, 3, 2]),
    Example(Self(), [1, 1]),
    Example(Self(), [0, 2]),
  ]

  func type(of inputs: [TensorType]) throws -> TensorType {
    let stack = try MatrixStack(inputs[0], for: name)
    let k = stack.smaller
    return TensorType(
      try Shape(stack.lead + [k * (stack.rows + 1 + stack.columns)]), inputs[0].dtype)
  }

  func kernel(_ inputs: [TensorType], _ output: TensorType) throws -> Kernel {
    let stack = try MatrixStack(inputs[0], for: name)
    let (m, n, k) = (stack.rows, stack.columns, stack.smaller)
    // The size that the documentation of gesdd asks for, and room for blocks of columns.
    let work = 4 * k * k + 10 * k + max(m, n) + 32 * (m + n)
    return Kernel(
      try Kernels(tarn_svd_f32, tarn_svd_f64)(output.dtype, for: name),
      [stack.count, m, n, work],
      scratch: output.dtype.size * (m * n + k * n + work) + 4 * 8 * k,
      split: stack.split(output.dtype, elements: k * (m + n + 1), m * n), labour: stack.labour)
  }

  /// U, s and V of a result for matrices of m rows and n columns.
  static func parts(_ packed: Value, _ m: Int, _ n: Int) throws -> (u: Value, s: Value, v: Value) {
    let k = min(m, n)
    return (
      try packed.part(0..<m * k, [m, k]),
      try packed.part(m * k..<(m + 1) * k, [k]),
      try packed.part((m + 1) * k..<(m + 1 + n) * k, [n, k])
    )
  }

  /// U ((K(U^T U') / E) S + S (K(V^T V') / E) + diag(s')) V^T with K(M) = M - M^T and
  /// E_ij = s_j^2 - s_i^2, and what U' and V' have outside the columns of U and V (Townsend 2016).
  func vjp(_ backward: Backward) throws -> [Value?] {
    let shape = backward.inputs[0].shape
    let (m, n) = (shape[shape.rank - 2], shape[shape.rank - 1])
    let (u, s, v) = try SingularValueDecomposition.parts(backward.output, m, n)
    let (uc, sc, vc) = try SingularValueDecomposition.parts(backward.cotangent, m, n)
    let gaps = try s.square().asRow() - s.square().asColumn()
    func turn(_ basis: Value, _ cotangent: Value) throws -> Value {
      let product = try basis.transposedProduct(cotangent)
      return try (product - product.matrixTransposed()).quotient(gaps)
    }
    let inner = try turn(u, uc) * s.asRow() + turn(v, vc) * s.asColumn()
    let vt = try v.matrixTransposed()
    var result = try (u * sc.asRow()).matmul(vt) + u.matmul(inner).matmul(vt)
    if m > n {
      let outside = try uc - u.matmul(u.transposedProduct(uc))
      result = try result + outside.quotient(s.asRow()).matmul(vt)
    } else if n > m {
      let outside = try vc - v.matmul(v.transposedProduct(vc))
      result = try result + u.matmul(outside.quotient(s.asRow()).matrixTransposed())
    }
    return [result]
  }

  func batch(_ inputs: [Value], _ batched: [Bool]) throws -> Value { try apply(self, inputs) }

  func rounding(_ inputs: [TensorType], _ output: TensorType) -> Rounding { .unknown }

  func rows(_ inputs: [Shape], _ varying: [Bool]) -> Rows { .mixed }
}
