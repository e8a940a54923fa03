import Tensors

extension Symbols {
  /// |G| of generators, [count, shape of the value]. Smoothed, a generator G = A r of a symbol that was r when it came up
  /// counts sqrt(A^2 + delta^2) r.
  func magnitude(of generators: Value) throws -> Value {
    guard let smoothing else { return try generators.abs() }
    let missing = generators.shape.rank - smoothing.shape.rank
    let aligned = try smoothing.reshaped(
      to: Shape(smoothing.shape.dimensions + [Int](repeating: 1, count: missing)))
    return try generators.magnitude(smooth: aligned)
  }

  /// The same of one generator for each element, of the value's shape.
  func magnitude(ofDiagonal radius: Value) throws -> Value {
    guard let smoothing else { return try radius.abs() }
    let sizes = smoothing.shape.rank == 2 ? try smoothing.transposed(0, 1) : smoothing
    return try radius.magnitude(smooth: sizes.reshaped(to: radius.shape))
  }
}
