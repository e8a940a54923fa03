import Tensors

/// The lowest curvature at a point and its direction, from products with the exact Hessian: the Lanczos process, from
/// where the direction was last.
struct LowestMode {
  /// The Rayleigh quotient of `vector`.
  let value: Double
  /// Unit.
  let vector: [Double]
  /// Largest magnitude among the Ritz values.
  let radius: Double
  let products: Int

  /// - Parameters:
  ///   - guess: the direction at a point nearby; it need not be unit.
  ///   - modes: orthonormal directions that are left out.
  ///   - tolerance: of the residual, times the magnitude of the curvature.
  ///   - limit: products at most.
  init(
    _ evaluations: Evaluations, at x: [Double], guess: [Double], off modes: [[Double]],
    tolerance: Double, limit: Int
  ) throws {
    var start = guess.projected(off: modes)
    // In a subspace that the Hessian maps onto itself, the process would see nothing else.
    let noise = Lanczos.start(x.count, off: modes)
    let (length, size) = (start.length, noise.length)
    guard size > 0 else {
      (value, vector, radius, products) = (0, start, 0, 0)
      return
    }
    start = start.scaled(by: length > 0 ? 1 / length : 0).adding(0.02 / size, noise)
    var lanczos = Lanczos(start: start, keepsBasis: true)
    var (theta, coefficients) = (0.0, [1.0])
    while lanczos.diagonal.count < max(1, limit), !lanczos.isComplete {
      try lanczos.step { vector in
        let image = try evaluations.product(x, vector).projected(off: modes)
        if let bad = image.firstIndex(where: { !$0.isFinite }) {
          throw SymmetricEigenError.notFinite(row: bad, column: 0)
        }
        return image
      }
      guard lanczos.diagonal.count > 1 || lanczos.isComplete else { continue }
      theta = lanczos.lowest
      coefficients = lanczos.tridiagonal.vector(of: theta)
      guard let beta = lanczos.offDiagonal.last, let last = coefficients.last else { break }
      if abs(beta * last) <= tolerance * abs(theta) { break }
    }
    if lanczos.diagonal.count == 1 { theta = lanczos.diagonal[0] }
    var sum = [Double](repeating: 0, count: x.count)
    for (coefficient, vector) in zip(coefficients, lanczos.basis) { sum.add(coefficient, vector) }
    let norm = sum.length
    vector = norm > 0 ? sum.scaled(by: 1 / norm) : sum
    value = theta
    radius = max(abs(theta), abs(lanczos.highest))
    products = lanczos.diagonal.count
  }
}
