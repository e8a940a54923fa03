import CKernels

/// The lines of a tensor along neighbouring dimensions, which kernels fold or go along; in memory
/// [outer, length, inner].
struct Lines {
  let outer: Int
  let length: Int
  let inner: Int
  private let dtype: DType

  /// Columns that are one piece: rows of them are long enough that memory keeps its speed.
  private static let columns = 512

  init(_ operand: TensorType, along range: Range<Int>) {
    let shape = operand.shape
    outer = shape.count(0..<range.lowerBound)
    length = shape.count(range)
    inner = shape.count(range.upperBound..<shape.rank)
    dtype = operand.dtype
  }

  /// A kernel of [outer, length, inner, elements from one of a line to its next], with a result that
  /// has an element a line, or all of them. `work`: elementary operations an element.
  func kernel(
    _ function: @escaping tarn_kernel, to result: DType, keepsLength: Bool, work: Int = 1
  ) -> Kernel {
    let elements = length * inner
    var split: Split?
    if outer > 1 {
      let results = keepsLength ? elements : inner
      split = Split(
        extent: 0, count: outer, work: work * elements,
        strides: [results * result.size, elements * dtype.size])
    } else if !keepsLength {
      // Whole columns that threads write side by side would be lines of memory that both want.
      split = Split(
        extent: 2, count: inner, work: work * length, multiple: Lines.columns, onlyShared: true,
        strides: [result.size, dtype.size])
    }
    return Kernel(function, [outer, length, inner, inner], split: split)
  }
}
