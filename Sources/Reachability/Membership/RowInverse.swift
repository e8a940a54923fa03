/// The inverse of a square matrix whose rows are replaced one by one.
struct RowInverse {
  let size: Int
  /// Row by row.
  private var elements: [Double]
  private var product: [Double]
  /// Rows replaced since the inverse was computed as a whole.
  private(set) var updates = 0

  init(_ size: Int) {
    self.size = size
    elements = [Double](repeating: 0, count: size * size)
    product = [Double](repeating: 0, count: size)
  }

  /// Inverts by elimination with pivots of the largest size.
  mutating func compute(_ matrix: consuming [Double]) {
    let n = size
    updates = 0
    for i in 0..<n * n { elements[i] = i / n == i % n ? 1 : 0 }
    for column in 0..<n {
      var pivot = column
      for row in column..<n
      where abs(matrix[row * n + column]) > abs(matrix[pivot * n + column]) { pivot = row }
      if pivot != column {
        for k in 0..<n {
          matrix.swapAt(pivot * n + k, column * n + k)
          elements.swapAt(pivot * n + k, column * n + k)
        }
      }
      let divisor = matrix[column * n + column]
      // A singular matrix: what follows is refuted by the values that it gives.
      let scale = divisor == 0 ? 0 : 1 / divisor
      for k in 0..<n {
        matrix[column * n + k] *= scale
        elements[column * n + k] *= scale
      }
      for row in 0..<n where row != column && matrix[row * n + column] != 0 {
        let factor = matrix[row * n + column]
        for k in 0..<n {
          matrix[row * n + k] -= factor * matrix[column * n + k]
          elements[row * n + k] -= factor * elements[column * n + k]
        }
      }
    }
  }

  /// The inverse after a row of the matrix has become another one (Sherman and Morrison 1950).
  mutating func replace(_ row: Int, with new: UnsafePointer<Double>, scale: Double) {
    let n = size
    updates += 1
    for k in 0..<n { product[k] = 0 }
    for i in 0..<n {
      let factor = new[i] * scale
      guard factor != 0 else { continue }
      for k in 0..<n { product[k] += factor * elements[i * n + k] }
    }
    let divisor = product[row]
    product[row] -= 1
    for i in 0..<n {
      let factor = elements[i * n + row] / divisor
      guard factor != 0 else { continue }
      for k in 0..<n { elements[i * n + k] -= factor * product[k] }
    }
  }

  /// The inverse times a column.
  func times(_ column: [Double], into result: inout [Double]) {
    let n = size
    for i in 0..<n {
      var sum = 0.0
      for k in 0..<n { sum += elements[i * n + k] * column[k] }
      result[i] = sum
    }
  }

  /// The transposed inverse times a column.
  func transposedTimes(_ column: [Double], into result: inout [Double]) {
    let n = size
    for k in 0..<n { result[k] = 0 }
    for i in 0..<n where column[i] != 0 {
      for k in 0..<n { result[k] += column[i] * elements[i * n + k] }
    }
  }

  /// One column of the inverse, with a sign.
  func column(_ k: Int, sign: Double, into result: inout [Double]) {
    for i in 0..<size { result[i] = sign * elements[i * size + k] }
  }
}
