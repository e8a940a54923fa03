import CKernels

/// A layer's matrix, [outputs, inputs], in padded rows; of one that is mostly zeros, as convolutions are,
/// also the elements that are not.
final class LayerMatrix: Sendable {
  let numbers: Numbers
  private let inputs: Int
  private let outputs: Int
  private let sparse: Sparse?

  private struct Sparse {
    var starts: [Int64] = [0]
    var columns: [Int32] = []
    var values: [Double] = []
  }

  /// Fewer elements are multiplied as they are.
  private static let small = 1 << 14
  /// The share of elements from which on the zeros are multiplied as well.
  private static let dense = 0.05

  /// - Parameter rows: [outputs * inputs], row by row.
  init(inputs: Int, outputs: Int, _ rows: [Double]) throws {
    self.inputs = inputs
    self.outputs = outputs
    numbers = try Numbers(rows: outputs, columns: inputs) { rows[$0] }
    let count =
      rows.count < LayerMatrix.small ? rows.count : rows.reduce(0) { $0 + ($1 == 0 ? 0 : 1) }
    guard Double(count) < LayerMatrix.dense * Double(rows.count) else {
      sparse = nil
      return
    }
    var sparse = Sparse()
    sparse.columns.reserveCapacity(count)
    sparse.values.reserveCapacity(count)
    for j in 0..<outputs {
      for i in 0..<inputs where rows[j * inputs + i] != 0 {
        sparse.columns.append(Int32(i))
        sparse.values.append(rows[j * inputs + i])
      }
      sparse.starts.append(Int64(sparse.values.count))
    }
    self.sparse = sparse
  }

  private var stride: Int { Numbers.stride(inputs) }

  /// C = A W: rows of coefficients on the outputs become coefficients on the inputs.
  func carry(_ a: Product.Matrix, to c: Product.Matrix, rows: Int) {
    let width = Numbers.stride(outputs)
    if let sparse {
      tarn_sparse_carry(
        Int64(rows), Int64(outputs), a, Int64(width), sparse.starts, sparse.columns, sparse.values,
        c, Int64(stride))
    } else {
      Product.plain(
        c, a, numbers.pointer, m: rows, n: stride, k: outputs, lda: width, ldb: stride,
        ldc: stride)
    }
  }

  /// Y = X W^T: rows of points.
  func apply(_ x: Product.Matrix, to y: Product.Matrix, rows: Int) {
    let width = Numbers.stride(outputs)
    if let sparse {
      tarn_sparse_apply(
        Int64(rows), Int64(outputs), x, Int64(stride), sparse.starts, sparse.columns,
        sparse.values, y, Int64(width))
    } else {
      Product.transposed(
        y, x, numbers.pointer, m: rows, n: outputs, k: inputs, lda: stride, ldb: stride,
        ldc: width)
    }
  }
}
