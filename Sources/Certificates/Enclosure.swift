import COpenBLAS
import Tensors

/// Rounding of sums in double precision (Higham 2002, section 3.1).
enum Rounded {
  static let unit = 0x1p-53

  /// A bound of the relative error of a sum of so many products, however it is made.
  static func error(_ terms: Int) -> Double {
    let roundings = Double(terms + 2) * unit
    return roundings / (1 - roundings)
  }

  /// What a sum of so many numbers that are not negative cannot exceed, for its computed value.
  static func up(_ sum: Double, terms: Int) -> Double {
    sum * (1 + 2 * error(terms)) + .leastNormalMagnitude
  }

  /// No less than the Euclidean norm.
  static func norm(_ vector: [Double]) -> Double {
    var sum = 0.0
    for value in vector { sum += value * value }
    return up(up(sum, terms: vector.count).squareRoot(), terms: 1)
  }
}

/// A vector, or a matrix row by row, by its center and a radius for each element.
struct Enclosure {
  var center: [Double]
  var radius: [Double]

  init(center: [Double], radius: [Double]) {
    self.center = center
    self.radius = radius
  }

  /// NaN and infinity are neither.
  var isFinite: Bool {
    center.allSatisfy(\.isFinite) && radius.allSatisfy(\.isFinite)
  }
}

/// A matrix of known numbers, row by row.
struct Matrix {
  let rows: Int
  let columns: Int
  var elements: [Double]

  init(rows: Int, columns: Int, _ elements: [Double]) {
    precondition(elements.count == rows * columns, "rows x columns elements")
    self.rows = rows
    self.columns = columns
    self.elements = elements
  }

  var magnitudes: Matrix { Matrix(rows: rows, columns: columns, elements.map(abs)) }

  /// A B^T, rounded.
  func times(transposed b: Matrix) -> Matrix {
    let n = b.rows
    precondition(columns == b.columns, "rows of one length")
    BLAS.prepare()
    var result = [Double](repeating: 0, count: rows * n)
    if rows > 0, n > 0 {
      cblas_dgemm(
        CblasRowMajor, CblasNoTrans, CblasTrans, blasint(rows), blasint(n), blasint(columns), 1,
        elements, blasint(columns), b.elements, blasint(b.columns), 0, &result, blasint(n))
    }
    return Matrix(rows: rows, columns: n, result)
  }

  /// A x for an enclosed x.
  func image(of x: Enclosure) -> Enclosure {
    var image = Enclosure(center: [], radius: [])
    let error = Rounded.error(columns)
    for i in 0..<rows {
      var (sum, radius) = (0.0, 0.0)
      for j in 0..<columns {
        let a = elements[i * columns + j]
        sum += a * x.center[j]
        radius += abs(a) * (x.radius[j] + error * abs(x.center[j]))
      }
      image.center.append(sum)
      image.radius.append(Rounded.up(radius, terms: columns))
    }
    return image
  }

  /// X A^T for an enclosed matrix X, row by row, with as many columns as A.
  func transposedProduct(with x: Enclosure) -> Enclosure {
    let rows = x.center.count / max(columns, 1)
    let error = Rounded.error(columns)
    let middle = Matrix(rows: rows, columns: columns, x.center)
    let reach = Matrix(
      rows: rows, columns: columns, zip(x.center, x.radius).map { $1 + error * abs($0) })
    return Enclosure(
      center: middle.times(transposed: self).elements,
      radius: reach.times(transposed: magnitudes).elements.map {
        Rounded.up($0, terms: columns + 2)
      })
  }
}
