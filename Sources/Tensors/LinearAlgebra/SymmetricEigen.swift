import COpenBLAS

/// Why an eigendecomposition could not be made.
public enum SymmetricEigenError: Error, Equatable, CustomStringConvertible {
  case wrongSize(dimension: Int, expected: Int, got: Int)
  case notFinite(row: Int, column: Int)
  case notConverged(dimension: Int, code: Int)

  public var description: String {
    switch self {
    case .wrongSize(let dimension, let expected, let got):
      "a symmetric matrix of dimension \(dimension) has \(expected) elements, got \(got)"
    case .notFinite(let row, let column):
      "cannot decompose a matrix with NaN or infinity (row \(row), column \(column), from 0)"
    case .notConverged(let dimension, let code):
      "the eigenvalues of a matrix of dimension \(dimension) did not converge (dsyevd: \(code))"
    }
  }
}

/// Eigenvalues and eigenvectors of a real symmetric matrix: A = sum of values[k] v_k v_k^T.
///
/// Made by LAPACK's divide and conquer (dsyevd). The result is the same bits on every call with
/// the same matrix: one thread computes it.
public struct SymmetricEigen: Sendable {
  public let dimension: Int
  /// The n eigenvalues, ascending.
  public let values: [Double]
  /// Row-major n x n: row k is the unit eigenvector of `values[k]`. Empty if not asked for.
  public let vectors: [Double]

  /// Decomposes a row-major n x n matrix, of which only one triangle is read.
  public init(_ matrix: [Double], dimension n: Int, vectors wantsVectors: Bool = true) throws {
    let (elements, overflow) = n.multipliedReportingOverflow(by: n)
    guard n >= 0, n <= 32_000, !overflow, matrix.count == elements else {
      throw SymmetricEigenError.wrongSize(
        dimension: n, expected: overflow ? Int.max : elements, got: matrix.count)
    }
    if let bad = matrix.firstIndex(where: { !$0.isFinite }) {
      throw SymmetricEigenError.notFinite(row: bad / n, column: bad % n)
    }
    dimension = n
    guard n > 0 else {
      values = []
      vectors = []
      return
    }
    BLAS.prepare()
    let decompose: @Sendable () throws -> (values: [Double], vectors: [Double]) = {
      try SymmetricEigen.decomposed(matrix, n, wantsVectors)
    }
    let isLong = 10 * Double(n) * Double(n) * Double(n) > LeftBehind.worth
    (values, vectors) = try isLong ? LeftBehind.run(decompose) : decompose()
  }

  private static func decomposed(
    _ matrix: [Double], _ n: Int, _ wantsVectors: Bool
  ) throws -> (values: [Double], vectors: [Double]) {
    var a = matrix
    var w = [Double](repeating: 0, count: n)
    // The sizes that dsyevd's documentation requires.
    let workSize = wantsVectors ? 1 + 6 * n + 2 * n * n : 2 * n + 1
    let integerWorkSize = wantsVectors ? 3 + 5 * n : 1
    var work = [Double](repeating: 0, count: workSize)
    var integerWork = [Int32](repeating: 0, count: integerWorkSize)
    var info: Int32 = 0
    var job = CChar(UInt8(ascii: wantsVectors ? "V" : "N"))
    var triangle = CChar(UInt8(ascii: "U"))
    var order = Int32(n)
    var workLength = Int32(clamping: workSize)
    var integerWorkLength = Int32(clamping: integerWorkSize)
    dsyevd_(
      &job, &triangle, &order, &a, &order, &w, &work, &workLength, &integerWork,
      &integerWorkLength, &info, 1, 1)
    guard info == 0 else {
      throw SymmetricEigenError.notConverged(dimension: n, code: Int(info))
    }
    // Column k of a column-major matrix is row k of the row-major one.
    return (w, wantsVectors ? a : [])
  }

  /// Eigenvector k, unit length.
  public func vector(_ k: Int) -> ArraySlice<Double> {
    vectors[k * dimension..<(k + 1) * dimension]
  }
}
