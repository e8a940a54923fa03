import COpenBLAS
import Tensors

/// Doubles in memory of their own, zero at first.
final class Numbers: @unchecked Sendable {
  private let storage: Storage
  let pointer: UnsafeMutablePointer<Double>
  let count: Int

  init(_ count: Int) throws {
    storage = try Storage(byteCount: 8 * max(count, 1))
    pointer = storage.pointer.bindMemory(to: Double.self, capacity: max(count, 1))
    self.count = count
    pointer.initialize(repeating: 0, count: count)
  }

  convenience init(_ values: [Double]) throws {
    try self.init(values.count)
    for (k, value) in values.enumerated() { pointer[k] = value }
  }

  subscript(k: Int) -> Double {
    get { pointer[k] }
    set { pointer[k] = newValue }
  }

  /// Rows are this long: a multiple of what vectors hold, zero beyond their end.
  static func stride(_ count: Int) -> Int { (count + 7) & ~7 }

  /// The numbers as a matrix, row by row, in padded rows.
  convenience init(rows: Int, columns: Int, _ element: (Int) -> Double) throws {
    let stride = Numbers.stride(columns)
    try self.init(rows * stride)
    for row in 0..<rows {
      for column in 0..<columns {
        pointer[row * stride + column] = element(row * columns + column)
      }
    }
  }
}

/// Products of matrices in padded rows.
enum Product {
  typealias Matrix = UnsafeMutablePointer<Double>

  /// C = A B: A is [m, k], B [k, n], by their padded rows.
  static func plain(
    _ c: Matrix, _ a: Matrix, _ b: Matrix, m: Int, n: Int, k: Int, lda: Int, ldb: Int, ldc: Int
  ) {
    cblas_dgemm(
      CblasRowMajor, CblasNoTrans, CblasNoTrans, blasint(m), blasint(n), blasint(k), 1, a,
      blasint(lda), b, blasint(ldb), 0, c, blasint(ldc))
  }

  /// C = A B^T: A is [m, k], B [n, k].
  static func transposed(
    _ c: Matrix, _ a: Matrix, _ b: Matrix, m: Int, n: Int, k: Int, lda: Int, ldb: Int, ldc: Int
  ) {
    cblas_dgemm(
      CblasRowMajor, CblasNoTrans, CblasTrans, blasint(m), blasint(n), blasint(k), 1, a,
      blasint(lda), b, blasint(ldb), 0, c, blasint(ldc))
  }
}
