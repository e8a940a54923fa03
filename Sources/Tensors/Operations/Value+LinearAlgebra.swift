/// Decompositions of matrices, and systems of equations. The last two dimensions are a matrix, the
/// ones before them are a batch. Whole numbers become float32.
extension Value {
  /// Eigenvalues upwards, [..., n], and eigenvectors as columns, [..., n, n], of symmetric matrices.
  public func eigenDecomposition() throws -> (values: Value, vectors: Value) {
    try EigenDecomposition.parts(apply(EigenDecomposition(), [floating()]))
  }

  /// The reduced A = U diag(s) V^T, with s downwards: [..., m, k], [..., k], [..., n, k].
  public func singularValueDecomposition() throws -> (u: Value, s: Value, v: Value) {
    let packed = try apply(SingularValueDecomposition(), [floating()])
    return try SingularValueDecomposition.parts(
      packed, shape[shape.rank - 2], shape[shape.rank - 1])
  }

  /// The reduced A = Q R: [..., m, k] with orthonormal columns, [..., k, n] upper triangular.
  public func qrDecomposition() throws -> (q: Value, r: Value) {
    let stack = try MatrixStack(floating().type, for: "qr")
    let (m, n) = (stack.rows, stack.columns)
    guard n > m else {
      return try QRDecomposition.parts(apply(QRDecomposition(), [floating()]), m, n)
    }
    // The first m columns give Q; the others are turned with it.
    let last = shape.rank - 1
    let (q, r) = try floating().sliced(last, 0..<m).qrDecomposition()
    let rest = try q.transposedProduct(floating().sliced(last, m..<n))
    return (q, try .concatenated([r, rest], dimension: last))
  }

  /// The lower triangular L with A = L L^T of symmetric positive definite matrices.
  public func cholesky() throws -> Value { try apply(Cholesky(), [floating()]) }

  /// The x with A x = b, where A are the matrices of this tensor; b is a vector or a matrix, or a batch
  /// of them. Leading dimensions broadcast.
  public func solve(_ right: Value) throws -> Value {
    let dtype = DType.promoted(self.dtype.isFloat ? self.dtype : .float32, right.dtype)
    let (a, b) = (try cast(to: dtype), try right.cast(to: dtype))
    let stack = try MatrixStack.square(a.type, for: "solve")
    func refused() -> TensorError {
      .shapes(
        operation: "solve", got: [shape, right.shape],
        expected: "as many rows on the right as the square matrix has")
    }
    let rows = stack.lead + [stack.rows]
    guard b.shape.rank > 1, b.shape.dimensions != rows else {
      guard b.shape.rank > 0, b.shape[b.shape.rank - 1] == stack.rows else { throw refused() }
      let column = try a.solve(b.asColumn())
      return try column.reshaped(to: Shape(column.shape.dimensions.dropLast()))
    }
    guard b.shape[b.shape.rank - 2] == stack.rows,
      let lead = Shape(unchecked: stack.lead).broadcast(
        with: Shape(unchecked: b.shape.dimensions.dropLast(2)))
    else { throw refused() }
    func spread(_ value: Value) throws -> Value {
      try value.expanded(to: Shape(lead.dimensions + value.shape.dimensions.suffix(2)))
    }
    return try apply(Solve(), [spread(a), spread(b)])
  }
}
