import CKernels

/// Eigenvalues and eigenvectors of symmetric matrices in one tensor: [..., n, n] -> [..., n + 1, n],
/// of which the first row holds the values upwards and the others the matrix whose columns are the
/// unit vectors. What is decomposed is (A + A^T) / 2; a matrix that is far from it is refused.
///
/// The derivative of vectors divides by differences of eigenvalues: where they are equal it is
/// infinite, for nothing says which vectors they are. That of values does not mind.
struct EigenDecomposition: Primitive {
  var name: String { "eigh" }
  var traits: Traits { .opaque }
  var counterpart: Counterpart { .none }
  static let examples = [
    Example(Self(), [4, 4], matrix: .symmetric),
    Example(Self(), [2, 3, 3], matrix: .symmetric),
    Example(Self(), [1, 1]),
    Example(Self(), [0, 0]),
  ]

  func type(of inputs: [TensorType]) throws -> TensorType {
    let stack = try MatrixStack.square(inputs[0], for: name)
    return TensorType(try Shape(stack.lead + [stack.rows + 1, stack.rows]), inputs[0].dtype)
  }

  func kernel(_ inputs: [TensorType], _ output: TensorType) throws -> Kernel {
    let stack = try MatrixStack.square(inputs[0], for: name)
    let n = stack.rows
    // The sizes that the documentation of syevd asks for.
    let (work, integerWork) = (1 + 6 * n + 2 * n * n, 3 + 5 * n)
    return Kernel(
      try Kernels(tarn_eigh_f32, tarn_eigh_f64)(output.dtype, for: name),
      [stack.count, n, work, integerWork],
      scratch: output.dtype.size * (n * n + work) + 4 * integerWork,
      split: stack.split(output.dtype, elements: n * n + n, n * n), labour: stack.labour)
  }

  /// Values [..., n] and vectors [..., n, n] of a result.
  static func parts(_ packed: Value) throws -> (values: Value, vectors: Value) {
    let rows = packed.shape.rank - 2
    let values = try packed.sliced(rows, 0..<1)
    return (
      try values.reshaped(to: values.shape.removing(rows..<rows + 1)),
      try packed.sliced(rows, 1..<packed.shape[rows])
    )
  }

  /// V (diag(w') + F * (V^T V' - V'^T V) / 2) V^T with F_ij = 1 / (w_j - w_i) (Giles 2008, section
  /// 3.1, made symmetric).
  func vjp(_ backward: Backward) throws -> [Value?] {
    let (values, vectors) = try EigenDecomposition.parts(backward.output)
    let (slopes, turns) = try EigenDecomposition.parts(backward.cotangent)
    let product = try vectors.transposedProduct(turns)
    let turn = try (product - product.matrixTransposed()) * 0.5
    let inner = try turn.quotient(values.asRow() - values.asColumn())
    let transposed = try vectors.matrixTransposed()
    return [
      try (vectors * slopes.asRow()).matmul(transposed)
        + vectors.matmul(inner).matmul(transposed)
    ]
  }

  func batch(_ inputs: [Value], _ batched: [Bool]) throws -> Value { try apply(self, inputs) }

  func rounding(_ inputs: [TensorType], _ output: TensorType) -> Rounding { .unknown }

  func rows(_ inputs: [Shape], _ varying: [Bool]) -> Rows { .mixed }
}
