import Foundation
import Landscape
import Tensors

/// Directions w_i = v_i / sqrt|l_i| with approximate eigenvalues l_i and eigenvectors v_i of a Hessian, off a symmetry's zero
/// modes: W H W^T is nearly diagonal, with 1 and -1. The coordinates z of x + W^T z are those in which the energy is nearly
/// half the sum of +-z_i^2.
///
/// Nothing is claimed of W but its elements: what is proved with it holds however good it is.
struct ScaledBasis {
  /// [m, n], a direction in each row.
  let directions: Matrix
  /// 1 or -1 for each direction.
  let signs: [Double]
  /// Orthonormal zero modes, [k, n], with m + k = n.
  let modes: Matrix
  /// The same directions, of length 1.
  private let units: Matrix

  var index: Int { signs.count { $0 < 0 } }

  /// - Parameters:
  ///   - hessian: row-major n x n, symmetric.
  ///   - modes: orthonormal.
  init(_ hessian: [Double], modes: [[Double]]) throws {
    let n = Int(Double(hessian.count).squareRoot().rounded())
    var matrix = hessian
    for mode in modes {
      // H - z (Hz)^T - (Hz) z^T + (z . Hz) z z^T
      let image = symmetricProduct(matrix, mode)
      let half = 0.5 * zip(image, mode).reduce(0) { $0 + $1.0 * $1.1 }
      for i in 0..<n {
        let (a, b) = (mode[i], image[i] - half * mode[i])
        for j in 0..<n { matrix[i * n + j] -= a * (image[j] - half * mode[j]) + b * mode[j] }
      }
    }
    // Zero modes are lifted above all others.
    let lift = 2 * matrix.reduce(0) { $0 + $1 * $1 }.squareRoot() + .leastNormalMagnitude
    for mode in modes {
      for i in 0..<n { for j in 0..<n { matrix[i * n + j] += lift * mode[i] * mode[j] } }
    }
    let eigen = try SymmetricEigen(matrix, dimension: n)
    let m = n - modes.count
    var rows: [Double] = []
    rows.reserveCapacity(m * n)
    for i in 0..<m {
      let scale = 1 / abs(eigen.values[i]).squareRoot()
      for v in eigen.vector(i) { rows.append(v * scale) }
    }
    signs = eigen.values[..<m].map { $0 < 0 ? -1 : 1 }
    units = Matrix(rows: m, columns: n, Array(eigen.vectors[..<(m * n)]))
    directions = Matrix(rows: m, columns: n, rows)
    self.modes = Matrix(rows: modes.count, columns: n, modes.flatMap { $0 })
  }

  /// x - W^T S z
  func stepped(from x: [Double], against z: [Double]) -> [Double] {
    var next = x
    for (i, z) in z.enumerated() {
      let factor = signs[i] * z
      for j in x.indices { next[j] -= factor * directions.elements[i * x.count + j] }
    }
    return next
  }

  /// For each coordinate what |W^T z| cannot exceed for |z| <= radius.
  func reach(_ radius: Double) -> [Double] {
    let n = directions.columns
    var squares = [Double](repeating: 0, count: n)
    for (k, w) in directions.elements.enumerated() { squares[k % n] += w * w }
    return squares.map {
      Rounded.up(radius * Rounded.up($0, terms: directions.rows).squareRoot(), terms: 2)
    }
  }

  /// How many zero modes are explained: whether a vector that is orthogonal to all directions and to all tangents at any
  /// point within a distance must be 0.
  ///
  /// With U the units and Q the modes, C = [U; Q] is nearly orthogonal, |1 - C C^T| <= d. A vector u with U u = 0 and Q u = q
  /// differs from Q^T q by at most 2 d |q|; so it is 0 if T Q^T has a smallest singular value above 3 d |T| and what T
  /// changes.
  func explains(_ tangents: SymmetryTangents, within distance: Double) throws -> Int {
    let (k, n) = (modes.rows, modes.columns)
    guard k > 0, !tangents.rows.isEmpty else { return 0 }
    let all = Matrix(rows: n, columns: n, units.elements + modes.elements)
    var gram = all.times(transposed: all).elements
    for i in 0..<n { gram[i * n + i] -= 1 }
    // Lengths are 1 to rounding.
    let defect = Rounded.norm(gram) + Double(n) * 2 * Rounded.error(n)
    let fields = Matrix(rows: tangents.rows.count, columns: n, tangents.rows.flatMap { $0 })
    let shares = modes.times(transposed: fields)
    let eigen = try SymmetricEigen(shares.times(transposed: shares).elements, dimension: k)
    let size = Rounded.norm(fields.elements)
    let change = tangents.rate * distance * Double(fields.rows).squareRoot()
    // Twice over, for the rounding of the numbers themselves.
    let least = 2 * (3 * defect * size + change) + 1e-7 * size
    return defect < 0.1 ? eigen.values.count { $0.squareRoot() > least } : 0
  }
}
