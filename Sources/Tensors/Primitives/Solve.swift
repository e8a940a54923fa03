import CKernels

/// The solution X of A X = B, or of A^T X = B: [..., n, n] and [..., n, k] with the same leading
/// dimensions. Of a triangular A only the triangle is used.
struct Solve: Primitive {
  enum Triangle: Int { case none, lower, upper }

  var name: String { "solve" }
  var triangle = Triangle.none
  var transposed = false
  var traits: Traits { .opaque }
  var counterpart: Counterpart { .none }
  static let examples = [
    Example(Self(), [3, 3], [3, 2], matrix: .regular),
    Example(Self(transposed: true), [3, 3], [3, 2], matrix: .regular),
    Example(Self(), [2, 3, 3], [2, 3, 1], matrix: .regular),
    Example(Self(triangle: .lower), [3, 3], [3, 2], matrix: .regular),
    Example(Self(triangle: .upper), [3, 3], [3, 2], matrix: .regular),
    Example(Self(triangle: .lower, transposed: true), [2, 3, 3], [2, 3, 2], matrix: .regular),
    Example(Self(triangle: .upper, transposed: true), [3, 3], [3, 2], matrix: .regular),
    Example(Self(), [1, 1], [1, 1], matrix: .regular),
    Example(Self(), [2, 2], [2, 0], matrix: .regular),
    Example(Self(), [0, 0], [0, 2]),
  ]

  private func check(_ inputs: [TensorType]) throws -> (matrix: MatrixStack, right: MatrixStack) {
    let matrix = try MatrixStack.square(inputs[0], for: name)
    let right = inputs[1].shape
    guard inputs[0].dtype == inputs[1].dtype else {
      throw TensorError.dtypes(
        operation: name, got: inputs.map(\.dtype), expected: "the same type for both")
    }
    guard right.rank == matrix.lead.count + 2, right.rank >= 2,
      Array(right.dimensions.dropLast()) == matrix.lead + [matrix.rows]
    else {
      throw TensorError.shapes(
        operation: name, got: inputs.map(\.shape),
        expected: "as many rows on the right as the square matrix has")
    }
    return (matrix, try MatrixStack(inputs[1], for: name))
  }

  func type(of inputs: [TensorType]) throws -> TensorType {
    _ = try check(inputs)
    return inputs[1]
  }

  func kernel(_ inputs: [TensorType], _ output: TensorType) throws -> Kernel {
    let (matrix, right) = try check(inputs)
    let (n, k) = (matrix.rows, right.columns)
    return Kernel(
      try Kernels(tarn_solve_f32, tarn_solve_f64)(output.dtype, for: name),
      [matrix.count, n, k, transposed ? 1 : 0, triangle.rawValue],
      scratch: triangle == .none ? output.dtype.size * (n * n + n * k) + 4 * n : 0,
      split: matrix.split(output.dtype, elements: n * k, n * n, n * k),
      labour: Double(n) * Double(n) * Double(n + k))
  }

  /// B' = A^-T X' and A' = -B' X^T, transposed if A is.
  func vjp(_ backward: Backward) throws -> [Value?] {
    let (a, x) = (backward.inputs[0], backward.output)
    let other = Solve(triangle: triangle, transposed: !transposed)
    let right = try apply(other, [a, backward.cotangent])
    guard backward.needs[0] else { return [nil, right] }
    let (left, factor) = transposed ? (x, right) : (right, x)
    let full = try -left.matmul(factor.matrixTransposed())
    let used =
      switch triangle {
      case .none: full
      case .lower: try full.weighted(diagonal: 1, below: 1, above: 0)
      case .upper: try full.weighted(diagonal: 1, below: 0, above: 1)
      }
    return [used, right]
  }

  func batch(_ inputs: [Value], _ batched: [Bool]) throws -> Value {
    guard !batched[0], inputs[0].shape.rank == 2 else {
      return try apply(self, Batch.align(inputs, batched))
    }
    // One matrix: all right sides are columns of one, and it is factored once.
    let (size, n, k) = (inputs[1].shape[0], inputs[1].shape[1], inputs[1].shape[2])
    let columns = try inputs[1].permuted([1, 0, 2]).reshaped(to: Shape([n, size * k]))
    guard size * k <= MatrixStack.largest else {
      return try apply(self, Batch.align(inputs, batched))
    }
    return try apply(self, [inputs[0], columns])
      .reshaped(to: Shape([n, size, k])).permuted([1, 0, 2])
  }

  func rounding(_ inputs: [TensorType], _ output: TensorType) -> Rounding { .unknown }

  func rows(_ inputs: [Shape], _ varying: [Bool]) -> Rows { .mixed }
}
