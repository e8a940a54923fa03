/// Inputs on which a primitive can be tried.
public struct Example: Sendable {
  public let primitive: any Primitive
  public let shapes: [[Int]]
  /// Inputs are drawn from this interval.
  public let domain: ClosedRange<Double>
  /// Inputs that are int32 indices below this bound.
  public let indices: [Int: Int]
  /// What the first input must be, if it is a matrix.
  public let matrix: Matrix?

  public enum Matrix: Sendable { case symmetric, definite, regular }

  public init(
    _ primitive: any Primitive, _ shapes: [Int]..., domain: ClosedRange<Double> = -2...2,
    indices: [Int: Int] = [:], matrix: Matrix? = nil
  ) {
    self.primitive = primitive
    self.shapes = shapes
    self.domain = domain
    self.indices = indices
    self.matrix = matrix
  }

  /// Numbers from the domain as input k: as they are, or made to such a matrix.
  package func prepared(_ numbers: Tensor, input k: Int) throws -> Tensor {
    guard k == 0, let matrix else { return numbers }
    let x = Value.tensor(numbers)
    let identity = Value.tensor(
      try .identity(numbers.shape[numbers.shape.rank - 1], dtype: numbers.dtype))
    let prepared =
      switch matrix {
      case .symmetric: try x.symmetricPart()
      case .definite: try x.matmul(x.matrixTransposed()) + identity
      case .regular: try x + identity * 5
      }
    return try prepared.tensor()
  }
}
