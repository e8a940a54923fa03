import Foundation
import Tensors

/// The exact Hessian H at a point, on the orthogonal complement of the symmetry's zero modes, and its Cholesky
/// factor.
///
/// With the modes as rows of Z and P = 1 - Z^T Z, what is factored is A = P H P + s Z^T Z. With s above all
/// eigenvalues of H, those of A are those of H on the complement, and then s, once for each mode.
struct FactoredHessian {
  let x: [Double]
  let modes: [[Double]]
  /// A, row-major.
  let matrix: [Double]
  let shift: Double
  /// Largest magnitude among the eigenvalues on the complement, from below: a Ritz value of a few Lanczos steps.
  let spectralRadius: Double
  /// Largest |H z| of a mode z: at a stationary point of a true symmetry it is rounding.
  let modeDefect: Double
  /// nil: A is not positive definite.
  let factor: CholeskyFactor?

  var dimension: Int { x.count }

  /// - Throws: `SymmetricEigenError` where the Hessian is not finite, or has another size.
  init(_ evaluations: Evaluations, at x: [Double], modes: [[Double]]) throws {
    let n = x.count
    var matrix = try evaluations.hessian(x)
    guard matrix.count == n * n else {
      throw SymmetricEigenError.wrongSize(dimension: n, expected: n * n, got: matrix.count)
    }
    if let bad = matrix.firstIndex(where: { !$0.isFinite }) {
      throw SymmetricEigenError.notFinite(row: bad / n, column: bad % n)
    }
    modeDefect = FactoredHessian.project(&matrix, off: modes)
    spectralRadius = FactoredHessian.spectralRadius(matrix, off: modes)
    shift = spectralRadius > 0 ? 2 * spectralRadius : 1
    for mode in modes {
      for i in 0..<n {
        let factor = shift * mode[i]
        for j in 0..<n { matrix[i * n + j] += factor * mode[j] }
      }
    }
    self.x = x
    self.modes = modes
    self.matrix = matrix
    factor = CholeskyFactor(matrix, dimension: n)
  }

  /// H becomes P H P; gives the largest |H z|.
  private static func project(_ matrix: inout [Double], off modes: [[Double]]) -> Double {
    var defect = 0.0
    let n = modes.first?.count ?? 0
    for mode in modes {
      // One mode after the other: H - z (Hz)^T - (Hz) z^T + (z . Hz) z z^T
      let image = symmetricProduct(matrix, mode)
      defect = max(defect, image.length)
      let rest = image.adding(-0.5 * image.dot(mode), mode)
      for i in 0..<n {
        let (a, b) = (mode[i], rest[i])
        for j in 0..<n { matrix[i * n + j] -= a * rest[j] + b * mode[j] }
      }
    }
    return defect
  }

  private static func spectralRadius(_ matrix: [Double], off modes: [[Double]]) -> Double {
    let start = Lanczos.start(
      matrix.count == 1 ? 1 : Int(Double(matrix.count).squareRoot()), off: modes)
    guard start.length > 0 else { return 0 }
    var lanczos = Lanczos(start: start, keepsBasis: true)
    while !lanczos.isComplete, lanczos.diagonal.count < 16 {
      lanczos.step { symmetricProduct(matrix, $0) }
    }
    return max(abs(lanczos.lowest), abs(lanczos.highest))
  }

  /// Newton's step - A^-1 g, for a positive definite A.
  func step(_ factor: CholeskyFactor, against gradient: [Double]) -> [Double] {
    factor.solve(gradient.projected(off: modes)).projected(off: modes).scaled(by: -1)
  }

  /// The minimum of the quadratic model within `radius` (Moré and Sorensen 1983): - (A + t)^-1 g with the t for
  /// which it has that length.
  func boundedStep(against gradient: [Double], radius: Double) -> [Double] {
    let slope = gradient.projected(off: modes)
    var shift = factor == nil ? spectralRadius : 0
    var step = slope.scaled(by: -1)
    for _ in 0..<8 {
      guard let factor = CholeskyFactor(matrix, dimension: dimension, shift: shift) else {
        shift = 2 * shift + 1e-8 * spectralRadius
        continue
      }
      step = factor.solve(slope).projected(off: modes).scaled(by: -1)
      let length = step.length
      if length <= 1.1 * radius { break }
      let inner = factor.forward(step).length
      shift += (length / inner) * (length / inner) * (length - radius) / radius
    }
    let length = step.length
    return length > radius ? step.scaled(by: radius / length) : step
  }

  /// Whether all eigenvalues on the complement are above `margin`, which is to cover rounding.
  func isDefinite(beyond margin: Double) -> Bool {
    CholeskyFactor(matrix, dimension: dimension, shift: -margin) != nil
  }

  /// The lowest eigenvalue of A, by the Lanczos process for its inverse.
  func lowestEigenvalue(_ factor: CholeskyFactor) -> Double {
    guard modes.count < dimension else { return shift }
    var lanczos = Lanczos(start: Lanczos.start(dimension, off: modes), keepsBasis: true)
    var (last, calm) = (0.0, 0)
    while !lanczos.isComplete, lanczos.diagonal.count < 80, calm < 2 {
      lanczos.step { factor.solve($0).projected(off: modes) }
      guard lanczos.diagonal.count >= 4 else { continue }
      let highest = lanczos.highest
      calm = abs(highest - last) <= 1e-13 * highest ? calm + 1 : 0
      last = highest
    }
    return 1 / lanczos.highest
  }

  /// Logarithm of the determinant of H on the complement.
  func logDeterminant(_ factor: CholeskyFactor) -> Double {
    factor.logDeterminant - Double(modes.count) * log(shift)
  }
}
