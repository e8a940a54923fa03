import COpenBLAS

/// A real symmetric tridiagonal matrix T.
public struct SymmetricTridiagonal: Sendable {
  /// n elements.
  public let diagonal: [Double]
  /// n - 1 elements.
  public let offDiagonal: [Double]

  public init(diagonal: [Double], offDiagonal: [Double]) {
    precondition(!diagonal.isEmpty && offDiagonal.count == diagonal.count - 1, "n and n - 1")
    self.diagonal = diagonal
    self.offDiagonal = offDiagonal
  }

  /// A bound of the magnitudes of the eigenvalues: the largest sum of a row's magnitudes.
  public var bound: Double {
    diagonal.indices.reduce(0) { largest, k in
      let left = k > 0 ? abs(offDiagonal[k - 1]) : 0
      let right = k < offDiagonal.count ? abs(offDiagonal[k]) : 0
      return max(largest, abs(diagonal[k]) + left + right)
    }
  }

  /// The lowest and the highest eigenvalue.
  public var lowest: Double { bisect { $0 > 0 } }
  public var highest: Double { bisect { $0 >= diagonal.count } }

  /// Where the number of eigenvalues below a point begins to satisfy a condition.
  private func bisect(_ isAbove: (Int) -> Bool) -> Double {
    let bound = bound * (1 + 1e-15)
    var (low, high) = (-bound, bound)
    for _ in 0..<120 {
      let middle = 0.5 * (low + high)
      if middle <= low || middle >= high { break }
      if isAbove(countBelow(middle)) { high = middle } else { low = middle }
    }
    return 0.5 * (low + high)
  }

  /// How many eigenvalues lie below `value`: the signs of Sturm's sequence.
  private func countBelow(_ value: Double) -> Int {
    var (count, pivot) = (0, 1.0)
    for k in diagonal.indices {
      pivot = diagonal[k] - value - (k > 0 ? offDiagonal[k - 1] * offDiagonal[k - 1] / pivot : 0)
      if pivot == 0 { pivot = -Double.leastNormalMagnitude }
      if pivot < 0 { count += 1 }
    }
    return count
  }

  /// The unit eigenvector of an eigenvalue, by inverse iteration.
  public func vector(of value: Double) -> [Double] {
    BLAS.prepare()
    let n = diagonal.count
    // Off the eigenvalue by little more than rounding, so that the system can be solved.
    let shift = value - max(1e-14 * bound, Double.leastNormalMagnitude)
    var vector = (0..<n).map { 1 + 0.1 * Double($0 % 7) }
    for _ in 0..<3 {
      var (lower, middle, upper) = (offDiagonal, diagonal.map { $0 - shift }, offDiagonal)
      var (order, columns, info) = (Int32(n), Int32(1), Int32(0))
      dgtsv_(&order, &columns, &lower, &middle, &upper, &vector, &order, &info)
      let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
      guard info == 0, length.isFinite, length > 0 else { break }
      vector = vector.map { $0 / length }
    }
    return vector
  }
}
