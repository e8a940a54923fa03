import COpenBLAS
import Foundation

/// The factor L of a real symmetric positive definite matrix A = L L^T, for solving with it.
///
/// Made by LAPACK (dpotrf), on one thread: the same bits on every call with the same matrix. That it exists says that
/// A is positive definite up to rounding: A + E is, with |E| <= about n eps |A| (Higham 2002, theorem 10.3).
public struct CholeskyFactor: Sendable {
  public let dimension: Int
  /// Column-major; what lies above the diagonal is not read.
  private let lower: [Double]

  /// Factors a row-major n x n matrix plus `shift` times one. Nil if it is not positive definite, or not finite.
  public init?(_ matrix: [Double], dimension n: Int, shift: Double = 0) {
    precondition(n >= 1 && n <= 32_000 && matrix.count == n * n, "a square matrix")
    BLAS.prepare()
    var a = matrix
    if shift != 0 { for i in 0..<n { a[i * n + i] += shift } }
    var triangle = CChar(UInt8(ascii: "L"))
    var (order, info) = (Int32(n), Int32(0))
    dpotrf_(&triangle, &order, &a, &order, &info, 1)
    guard info == 0, (0..<n).allSatisfy({ a[$0 * n + $0].isFinite }) else { return nil }
    dimension = n
    lower = a
  }

  /// A^-1 b
  public func solve(_ b: [Double]) -> [Double] { back(forward(b)) }

  /// L^-1 b: its norm is that of b in the metric of A^-1.
  public func forward(_ b: [Double]) -> [Double] { solved(b, CblasNoTrans) }

  private func back(_ b: [Double]) -> [Double] { solved(b, CblasTrans) }

  private func solved(_ b: [Double], _ transposition: CBLAS_TRANSPOSE) -> [Double] {
    precondition(b.count == dimension, "a vector of the matrix's dimension")
    var x = b
    let n = Int32(dimension)
    cblas_dtrsv(CblasColMajor, CblasLower, transposition, CblasNonUnit, n, lower, n, &x, 1)
    return x
  }

  /// log det A
  public var logDeterminant: Double {
    (0..<dimension).reduce(0) { $0 + 2 * log(lower[$1 * dimension + $1]) }
  }
}

/// The product of a row-major symmetric n x n matrix with a vector.
public func symmetricProduct(_ matrix: [Double], _ vector: [Double]) -> [Double] {
  let n = vector.count
  precondition(matrix.count == n * n, "a square matrix")
  BLAS.prepare()
  var result = [Double](repeating: 0, count: n)
  cblas_dsymv(
    CblasRowMajor, CblasUpper, Int32(n), 1, matrix, Int32(n), vector, 1, 0, &result, 1)
  return result
}
