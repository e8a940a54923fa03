/// Small matrices: decomposed by rotations of pairs of columns, which is exact to rounding however they are
/// scaled.
enum OrthogonalFit {
  /// The orthogonal matrix R, reflections included, for which the sum of |a_i - R b_i|^2 is least: the factor
  /// U V^T of sum a_i b_i^T = U S V^T (Kabsch, Acta Cryst. A32, 1976).
  ///
  /// - Parameters:
  ///   - a: n points in d dimensions, about their centre; `b` likewise.
  ///   - order: which point of b belongs to each of a.
  /// - Returns: row-major d x d.
  static func rotation(
    _ b: [Double], to a: [Double], order: [Int], dimension d: Int
  ) -> [Double] {
    var products = [Double](repeating: 0, count: d * d)
    for (i, j) in order.enumerated() {
      for k in 0..<d { for l in 0..<d { products[k * d + l] += a[i * d + k] * b[j * d + l] } }
    }
    let (left, _, right) = decompose(products, d)
    var rotation = [Double](repeating: 0, count: d * d)
    for k in 0..<d {
      for l in 0..<d {
        for m in 0..<d { rotation[k * d + l] += left[m * d + k] * right[m * d + l] }
      }
    }
    return rotation
  }

  /// The singular value decomposition of a row-major d x d matrix by one-sided Jacobi rotations (Hestenes, J.
  /// SIAM 6, 1958): left and right vectors as rows, values in descending order.
  static func decompose(
    _ matrix: [Double], _ d: Int
  ) -> (left: [Double], values: [Double], right: [Double]) {
    // Rows of `columns` are the columns of the matrix.
    var columns = [Double](repeating: 0, count: d * d)
    var right = columns
    for k in 0..<d {
      right[k * d + k] = 1
      for l in 0..<d { columns[l * d + k] = matrix[k * d + l] }
    }
    for _ in 0..<60 {
      var isDone = true
      for p in 0..<d {
        for q in p + 1..<max(d, p + 1) {
          var (pp, qq, pq) = (0.0, 0.0, 0.0)
          for k in 0..<d {
            pp += columns[p * d + k] * columns[p * d + k]
            qq += columns[q * d + k] * columns[q * d + k]
            pq += columns[p * d + k] * columns[q * d + k]
          }
          guard abs(pq) > 1e-16 * (pp * qq).squareRoot() else { continue }
          isDone = false
          let ratio = (qq - pp) / (2 * pq)
          let tangent = (ratio < 0 ? -1 : 1) / (abs(ratio) + (1 + ratio * ratio).squareRoot())
          let cosine = 1 / (1 + tangent * tangent).squareRoot()
          let sine = cosine * tangent
          for k in 0..<d {
            let (x, y) = (columns[p * d + k], columns[q * d + k])
            columns[p * d + k] = cosine * x - sine * y
            columns[q * d + k] = sine * x + cosine * y
            let (v, w) = (right[p * d + k], right[q * d + k])
            right[p * d + k] = cosine * v - sine * w
            right[q * d + k] = sine * v + cosine * w
          }
        }
      }
      if isDone { break }
    }
    let lengths = (0..<d).map { p in
      (0..<d).reduce(0.0) { $0 + columns[p * d + $1] * columns[p * d + $1] }.squareRoot()
    }
    let order = (0..<d).sorted { lengths[$0] > lengths[$1] }
    let largest = order.first.map { lengths[$0] } ?? 0
    // Left vectors of zero values are any that complete the basis.
    var basis = OrthonormalBasis()
    for p in order where lengths[p] > 1e-13 * largest {
      basis.add(Array(columns[p * d..<(p + 1) * d]), tolerance: 1e-6)
    }
    basis.complete(d)
    return (
      basis.vectors.flatMap { $0 }, order.map { lengths[$0] },
      order.flatMap { Array(right[$0 * d..<($0 + 1) * d]) }
    )
  }
}

extension OrthonormalBasis {
  /// Adds axes until the basis spans all d dimensions.
  mutating func complete(_ d: Int) {
    // One of the axes always has at least 1 / sqrt(d) of its length outside what is spanned so far.
    for axis in 0..<d where vectors.count < d {
      var unit = [Double](repeating: 0, count: d)
      unit[axis] = 1
      add(unit, tolerance: 0.5 / Double(d).squareRoot())
    }
    for axis in 0..<d where vectors.count < d {
      var unit = [Double](repeating: 0, count: d)
      unit[axis] = 1
      add(unit)
    }
  }
}
