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
  /// Of the matrix's entries, about.
  private var largest = 0.0

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
    return (0..<dimension).map { _ in random.normal() }.projected(off: modes)
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
    largest = max(largest, abs(alpha) + beta)
    if beta <= 1e-14 * largest || (keepsBasis && diagonal.count == current.count) {
      isComplete = true
      return
    }
    offDiagonal.append(beta)
    previous = current
    current = next.scaled(by: 1 / beta)
  }

  /// The vector whose product the next step takes.
  var vector: [Double] { current }

  var tridiagonal: SymmetricTridiagonal {
    SymmetricTridiagonal(
      diagonal: diagonal, offDiagonal: Array(offDiagonal.prefix(diagonal.count - 1)))
  }

  /// The lowest and the highest Ritz value.
  var lowest: Double { tridiagonal.lowest }
  var highest: Double { tridiagonal.highest }
}
