import Glibc

/// Products of matrices and vectors.
extension Value {
  /// The matrix product, by NumPy's rules: vectors are rows on the left and columns on the right,
  /// leading dimensions are batches, which broadcast.
  public func matmul(_ other: Value) throws -> Value {
    if case .tensor(let x) = self, case .tensor(let y) = other,
      let small = try Eager.directProduct(x, y)
    {
      return .tensor(small)
    }
    let dtype = DType.promoted(self.dtype, other.dtype)
    // Whole numbers stay whole: float64 holds their products and sums, and what int32 does not hold is an error.
    if !dtype.isFloat {
      return try cast(to: .float64).matmul(other.cast(to: .float64)).cast(to: dtype)
    }
    var (a, b) = (try cast(to: dtype), try other.cast(to: dtype))
    guard a.shape.rank > 0, b.shape.rank > 0 else {
      throw TensorError.shapes(
        operation: "matmul", got: [shape, other.shape], expected: "matrices or vectors")
    }
    let isRow = a.shape.rank == 1
    let isColumn = b.shape.rank == 1
    // Of vectors, as they were given.
    let inner = b.shape[isColumn ? 0 : b.shape.rank - 2]
    if isRow || isColumn, a.shape[a.shape.rank - 1] != inner {
      throw TensorError.shapes(
        operation: "matmul", got: [shape, other.shape],
        expected: "inner sizes that agree: m x k or k, and k x n or k")
    }
    if isRow { a = try a.reshaped(to: Shape([1] + a.shape.dimensions)) }
    if isColumn { b = try b.reshaped(to: Shape(b.shape.dimensions + [1])) }
    var result = try Value.batchedProduct(a, b)
    var sizes = result.shape.dimensions
    if isColumn { sizes.removeLast() }
    if isRow { sizes.remove(at: sizes.count - (isColumn ? 1 : 2)) }
    result = try result.reshaped(to: Shape(sizes))
    return result
  }

  private static func batchedProduct(_ a: Value, _ b: Value) throws -> Value {
    let (leadA, leadB) = (a.shape.dimensions.dropLast(2), b.shape.dimensions.dropLast(2))
    if leadA.count <= 1, leadB.isEmpty { return try apply(MatMul(), [a, b]) }
    guard let lead = Shape(unchecked: Array(leadA)).broadcast(with: Shape(unchecked: Array(leadB)))
    else {
      throw TensorError.shapes(
        operation: "matmul", got: [a.shape, b.shape], expected: "batches that broadcast")
    }
    func flat(_ value: Value) throws -> Value {
      let matrix = value.shape.dimensions.suffix(2)
      return try value.expanded(to: Shape(lead.dimensions + matrix))
        .reshaped(to: Shape([lead.count] + matrix))
    }
    let product = try apply(MatMul(), [flat(a), flat(b)])
    return try product.reshaped(to: Shape(lead.dimensions + product.shape.dimensions.suffix(2)))
  }

  /// x W^T, the orientation of linear layers: [n, in] x [out, in] -> [n, out].
  public func matmul(transposed weight: Value) throws -> Value {
    try apply(MatMul(transposeB: true), [self, weight])
  }

  /// The product with weights, of which zero makes zero of anything: of a logit of -infinity too.
  public func weighted(by weights: Value) throws -> Value { try chained(weights) }

  /// The sum of products of all elements.
  public func dot(_ other: Value) throws -> Value {
    guard shape == other.shape else {
      throw TensorError.shapes(
        operation: "dot", got: [shape, other.shape], expected: "two tensors of one shape")
    }
    // Whole numbers: float64 holds their products, as those of matrices.
    guard dtype == .int32, other.dtype == .int32 else { return try (self * other).sum() }
    return try (cast(to: .float64) * other).asWhole().sum().asWhole()
  }
}

extension Tensor {
  public static func identity(_ size: Int, dtype: DType = .float32) throws -> Tensor {
    try Tensor(TensorType(Shape([size, size]), dtype)) { memory in
      // Zeros have no bits in any type.
      memset(memory, 0, size * size * dtype.size)
      for k in 0..<size { dtype.store(1, at: k * (size + 1), in: memory) }
    }
  }
}
