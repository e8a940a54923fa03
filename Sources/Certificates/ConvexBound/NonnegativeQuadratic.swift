/// The minimum of x . G x / 2 - h . x over x >= 0, for a positive semidefinite G: the active-set method of Lawson and Hanson (1974).
struct NonnegativeQuadratic {
  private(set) var x: [Double]

  /// - Parameters:
  ///   - gram: row-major n x n.
  ///   - tolerance: derivatives up to it count as zero.
  init(_ gram: [Double], _ h: [Double], tolerance: Double) {
    let n = h.count
    x = [Double](repeating: 0, count: n)
    var free: [Int] = []
    var isBlocked = [Bool](repeating: false, count: n)
    for _ in 0..<(10 * n + 10) {
      var (next, steepest) = (-1, tolerance)
      for j in 0..<n where !isBlocked[j] && !free.contains(j) {
        var slope = h[j]
        for k in free { slope -= gram[j * n + k] * x[k] }
        if slope > steepest { (next, steepest) = (j, slope) }
      }
      guard next >= 0 else { return }
      free.append(next)
      while !free.isEmpty {
        let solved = NonnegativeQuadratic.solve(gram, h, free, n)
        if solved.allSatisfy({ $0 > 0 }) {
          for (k, value) in zip(free, solved) { x[k] = value }
          for j in isBlocked.indices { isBlocked[j] = false }
          break
        }
        // As far as the first of them allows, which leaves.
        var (step, first) = (Double.infinity, 0)
        for (place, k) in free.enumerated() where !(solved[place] > 0) {
          let own = x[k] / (x[k] - solved[place])
          if !(own >= step) { (step, first) = (own.isNaN ? 0 : own, place) }
        }
        for (k, value) in zip(free, solved) { x[k] = max(0, x[k] + step * (value - x[k])) }
        let leaving = free.remove(at: first)
        x[leaving] = 0
        if leaving == next { isBlocked[next] = true }
      }
    }
  }

  /// By the Cholesky factor of part of G. Where that is singular to rounding a small pivot stands in: the solution then lies far
  /// away along the singular direction, and the step to it ends where the first variable becomes zero.
  private static func solve(_ gram: [Double], _ h: [Double], _ free: [Int], _ n: Int) -> [Double] {
    let m = free.count
    var factor = [Double](repeating: 0, count: m * m)
    var y = free.map { h[$0] }
    for i in 0..<m {
      for j in 0...i {
        var sum = gram[free[i] * n + free[j]]
        for k in 0..<j { sum -= factor[i * m + k] * factor[j * m + k] }
        if i == j {
          let least = 1e-14 * gram[free[i] * n + free[i]] + .leastNormalMagnitude
          factor[i * m + i] = max(sum, least).squareRoot()
        } else {
          factor[i * m + j] = sum / factor[j * m + j]
        }
      }
      for k in 0..<i { y[i] -= factor[i * m + k] * y[k] }
      y[i] /= factor[i * m + i]
    }
    for i in (0..<m).reversed() {
      for k in i + 1..<m { y[i] -= factor[k * m + i] * y[k] }
      y[i] /= factor[i * m + i]
    }
    return y
  }
}
