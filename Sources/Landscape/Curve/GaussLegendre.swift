import Tensors

/// The quadrature of Gauss and Legendre on 0...1: exact for polynomials of degree 2k - 1.
///
/// Nodes and weights from the eigenvalues of a tridiagonal matrix (Golub and Welsch, Math. Comp. 23, 1969).
public struct GaussLegendre: Sendable {
  public let nodes: [Double]
  /// Their sum is 1.
  public let weights: [Double]

  /// - Parameter nodes: at least 1.
  public init(nodes count: Int) {
    precondition(count >= 1, "at least one node")
    let matrix = SymmetricTridiagonal(
      diagonal: [Double](repeating: 0, count: count),
      offDiagonal: (1..<max(count, 1)).map { k in
        let k = Double(k)
        return k / (4 * k * k - 1).squareRoot()
      })
    guard let eigen = try? matrix.decomposed() else {
      // LAPACK does not fail on such a matrix; the rule of equal weights is one all the same.
      nodes = (0..<count).map { (Double($0) + 0.5) / Double(count) }
      weights = [Double](repeating: 1 / Double(count), count: count)
      return
    }
    nodes = eigen.values.map { 0.5 * (1 + $0) }
    weights = eigen.values.indices.map { k in
      let first = eigen.vectors[k * count]
      return first * first
    }
  }
}
