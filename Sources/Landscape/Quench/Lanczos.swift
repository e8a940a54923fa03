import Foundation
import Tensors

/// The Lanczos process for a symmetric operator: extreme eigenvalues from products with vectors.
///
/// Paige 1972. Kept are the tridiagonal matrix and, if asked for, the basis.
struct Lanczos {
  private(set) var diagonal: [Double] = []
  private(set) var offDiagonal: [Double] = []
  private(set) var basis: [[Double]] = []
  private var current: [Double]
  private var previous: [Double]
  /// An invariant subspace was reached: the Ritz values are eigenvalues.
  private(set) var isComplete = false
  private let keepsBasis: Bool

  /// - Parameter start: any vector but zero. With `keepsBasis` every new vector is made orthogonal to all before.
  init(start: [Double], keepsBasis: Bool) {
    let length = start.length
    current = start.scaled(by: 1 / length)
    previous = [Double](repeating: 0, count: start.count)
    self.keepsBasis = keepsBasis
  }

  /// A start that nothing is orthogonal to by chance: random, the same in every run.
  static func start(_ dimension: Int, off modes: [[Double]], stream: UInt64 = 0) -> [Double] {
    var random = CounterRandom(seed: 0x4C61_6E63, stream: stream)
    return (0..<dimension).map { _ in gaussian(&random) }.projected(off: modes)
  }

  static func gaussian(_ random: inout CounterRandom) -> Double {
    // 1 - u is in (0, 1].
    (-2 * log(1 - random.uniform())).squareRoot() * cos(2 * Double.pi * random.uniform())
  }

  mutating func step(_ product: ([Double]) throws -> [Double]) rethrows {
    if keepsBasis { basis.append(current) }
    var next = try product(current)
    let alpha = next.dot(current)
    diagonal.append(alpha)
    next.add(-alpha, current)
    if let beta = offDiagonal.last { next.add(-beta, previous) }
    // Twice is enough (Parlett 1980).
    if keepsBasis { for _ in 0..<2 { next = next.projected(off: basis) } }
    let beta = next.length
    if beta <= 1e-14 * scale || diagonal.count == current.count {
      isComplete = true
      return
    }
    offDiagonal.append(beta)
    previous = current
    current = next.scaled(by: 1 / beta)
  }

  /// A bound of the Ritz values.
  private var scale: Double {
    var scale = 0.0
    for k in diagonal.indices {
      let left = k > 0 ? offDiagonal[k - 1] : 0
      scale = max(scale, abs(diagonal[k]) + left + (k < offDiagonal.count ? offDiagonal[k] : 0))
    }
    return scale
  }

  /// The lowest and the highest Ritz value.
  var lowest: Double { ritzValue { $0 > 0 } }
  var highest: Double { ritzValue { $0 >= diagonal.count } }

  /// Bisection on the number of Ritz values below a point (Sturm's sequence).
  private func ritzValue(_ isAbove: (Int) -> Bool) -> Double {
    let bound = scale
    var (low, high) = (-bound * (1 + 1e-15), bound * (1 + 1e-15))
    for _ in 0..<120 {
      let middle = 0.5 * (low + high)
      if middle <= low || middle >= high { break }
      if isAbove(countBelow(middle)) { high = middle } else { low = middle }
    }
    return 0.5 * (low + high)
  }

  private func countBelow(_ value: Double) -> Int {
    var count = 0
    var pivot = 1.0
    for k in diagonal.indices {
      let square = k > 0 ? offDiagonal[k - 1] * offDiagonal[k - 1] : 0
      pivot = diagonal[k] - value - (k > 0 ? square / pivot : 0)
      if pivot == 0 { pivot = -Double.leastNormalMagnitude }
      if pivot < 0 { count += 1 }
    }
    return count
  }

  /// The coefficients, in the basis, of the unit Ritz vector of the lowest Ritz value.
  func lowestCoefficients() throws -> [Double] {
    let k = diagonal.count
    var matrix = [Double](repeating: 0, count: k * k)
    for i in 0..<k {
      matrix[i * k + i] = diagonal[i]
      if i + 1 < k {
        matrix[i * k + i + 1] = offDiagonal[i]
        matrix[(i + 1) * k + i] = offDiagonal[i]
      }
    }
    return Array(try SymmetricEigen(matrix, dimension: k).vector(0))
  }
}
