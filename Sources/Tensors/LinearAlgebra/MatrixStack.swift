/// Matrices that an operation works on one by one: the last two dimensions are a matrix, the ones
/// before them are a batch.
struct MatrixStack {
  /// LAPACK counts in 32 bits, and its work space grows with the square of the size.
  static let largest = 30_000

  let lead: [Int]
  let rows: Int
  let columns: Int

  /// How many matrices there are.
  var count: Int { lead.reduce(1, *) }
  var smaller: Int { min(rows, columns) }

  /// - Throws: no matrix, not of a floating type, or beyond what LAPACK can count.
  init(_ type: TensorType, for operation: String) throws {
    let shape = type.shape
    guard shape.rank >= 2 else {
      throw TensorError.shapes(operation: operation, got: [shape], expected: "a matrix")
    }
    guard type.dtype.isFloat else {
      throw TensorError.dtypes(
        operation: operation, got: [type.dtype], expected: "float32 or float64")
    }
    lead = Array(shape.dimensions.dropLast(2))
    rows = shape[shape.rank - 2]
    columns = shape[shape.rank - 1]
    guard max(rows, columns) <= MatrixStack.largest else {
      throw TensorError.shapes(
        operation: operation, got: [shape],
        expected: "at most \(MatrixStack.largest) rows and columns")
    }
  }

  /// The batch falls into single matrices, which threads share; `elements` are those that a matrix has
  /// in the output and in each input.
  func split(_ dtype: DType, elements: Int...) -> Split? {
    Split(
      extent: 0, count: count, work: rows * columns * smaller,
      strides: elements.map { $0 * dtype.size })
  }

  /// Of a decomposition of one matrix.
  var labour: Double { 10 * Double(rows) * Double(columns) * Double(smaller) }

  static func square(_ type: TensorType, for operation: String) throws -> MatrixStack {
    let stack = try MatrixStack(type, for: operation)
    guard stack.rows == stack.columns else {
      throw TensorError.shapes(operation: operation, got: [type.shape], expected: "a square matrix")
    }
    return stack
  }
}

/// The algebra of matrices in the last two dimensions that derivatives of decompositions are written
/// in.
extension Value {
  /// Each matrix transposed.
  public func matrixTransposed() throws -> Value { try transposed(shape.rank - 2, shape.rank - 1) }

  /// The mean of each matrix and its transpose.
  func symmetricPart() throws -> Value { try (self + matrixTransposed()) * 0.5 }

  /// A^T B.
  func transposedProduct(_ other: Value) throws -> Value {
    try matrixTransposed().matmul(other)
  }

  /// Each matrix times a number for each place: on the diagonal, below it and above it.
  func weighted(diagonal: Double, below: Double, above: Double) throws -> Value {
    let (rows, columns) = (shape[shape.rank - 2], shape[shape.rank - 1])
    let weights = (0..<rows * columns).map { place in
      let (row, column) = (place / columns, place % columns)
      return row == column ? diagonal : row > column ? below : above
    }
    return try self * .tensor(Tensor(weights, shape: Shape([rows, columns]), dtype: dtype))
  }

  /// A row of numbers, [..., n], as [..., 1, n]: a factor of each column of a matrix.
  func asRow() throws -> Value {
    try reshaped(to: Shape(shape.dimensions.dropLast() + [1, shape[shape.rank - 1]]))
  }

  /// A row of numbers, [..., n], as [..., n, 1].
  func asColumn() throws -> Value { try reshaped(to: Shape(shape.dimensions + [1])) }

  /// The quotient, where zero by zero is zero: terms of a derivative that belong to equal eigenvalues
  /// and to nothing that was asked for.
  func quotient(_ divisor: Value) throws -> Value {
    let nothing = try equals(filled(0)) * divisor.equals(divisor.filled(0))
    return try self / nothing.select(divisor.filled(1), divisor)
  }

  /// Part of the last dimension, reshaped to matrices or rows.
  func part(_ range: Range<Int>, _ sizes: [Int]) throws -> Value {
    try sliced(shape.rank - 1, range).reshaped(to: Shape(shape.dimensions.dropLast() + sizes))
  }
}
