import Tensors

/// The eigenvectors of the Hessian's lowest or highest eigenvalues.
///
/// Of small surfaces from the whole Hessian, else by the Lanczos process with a basis that is kept orthogonal, until the
/// residual |H v - lambda v| of each is small beside the spectrum.
public struct ExtremeModes: Sendable {
  public enum End: String, Sendable, CaseIterable { case lowest, highest }

  /// From the end inwards.
  public let eigenvalues: [Double]
  /// Unit vectors; the component of the largest magnitude is positive.
  public let vectors: [[Double]]

  private static let dense = 1000
  private static let tolerance = 1e-6

  /// - Parameter steps: products with the Hessian at most.
  public init(
    _ surface: any EnergySurface, at x: [Double], _ end: End, count: Int, steps: Int = 500
  ) throws {
    let n = surface.dimension
    try SpectrumError.check(x, dimension: n)
    let count = min(count, n)
    if n <= ExtremeModes.dense {
      let spectrum = try HessianSpectrum(surface, at: x, vectors: true)
      let places = (0..<count).map { end == .lowest ? $0 : n - 1 - $0 }
      eigenvalues = places.map { spectrum.eigenvalues[$0] }
      vectors = places.map { ExtremeModes.oriented(spectrum.eigenvector($0)) }
      return
    }
    let evaluator = try surface.makeEvaluator()
    var lanczos = Lanczos(start: Lanczos.start(n, off: []), keepsBasis: true)
    var next = 4 * count + 16
    var residual = Double.infinity
    while true {
      try Cancellation.check()
      try lanczos.step { vector in
        let image = try evaluator.hessianProduct(x, vector)
        guard image.allSatisfy(\.isFinite) else { throw SpectrumError.hessianNotFinite }
        return image
      }
      let done = lanczos.diagonal.count
      guard done >= next || lanczos.isComplete || done >= steps else { continue }
      next = next * 5 / 4
      let eigen = try lanczos.tridiagonal.decomposed()
      let places = (0..<min(count, done)).map { end == .lowest ? $0 : done - 1 - $0 }
      let beta = lanczos.isComplete ? 0 : lanczos.offDiagonal[done - 1]
      residual = places.reduce(0) { max($0, abs(beta * eigen.vectors[$1 * done + done - 1])) }
      let radius = max(abs(eigen.values[0]), abs(eigen.values[done - 1]))
      if lanczos.isComplete || residual <= ExtremeModes.tolerance * radius {
        eigenvalues = places.map { eigen.values[$0] }
        vectors = places.map { place in
          var vector = [Double](repeating: 0, count: n)
          for (part, direction) in zip(eigen.vector(place), lanczos.basis) {
            vector.add(part, direction)
          }
          return ExtremeModes.oriented(vector.scaled(by: 1 / vector.length))
        }
        return
      }
      guard done < steps else {
        throw SpectrumError.notConverged(steps: done, residual: residual / max(radius, 1e-300))
      }
    }
  }

  /// An eigenvector's sign is a free choice: fixed, so that pictures are the same on every machine.
  private static func oriented(_ vector: [Double]) -> [Double] {
    let largest = vector.max { abs($0) < abs($1) } ?? 0
    return largest < 0 ? vector.map { -$0 } : vector
  }
}
