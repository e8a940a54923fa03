import Foundation
import Tensors

/// Draws choices of d of n vectors v_j with sum v_j v_j^T = 1, S with the probability det(v_S)^2: one
/// after the other by the squared norms of what is left of the vectors, each then made orthogonal to
/// the chosen one.
struct ProjectionSampler {
  private let vectors: [Double]
  private let weights: [Double]
  private let outputs: Int
  private var basis: [Double]
  private var norms: [Double]

  /// - Parameter vectors: [n, outputs].
  init(_ vectors: [Double], weights: [Double], outputs: Int) {
    self.vectors = vectors
    self.weights = weights
    self.outputs = outputs
    basis = [Double](repeating: 0, count: outputs * outputs)
    norms = [Double](repeating: 0, count: weights.count)
  }

  /// The mean of so many draws, and the variance of one: that of the draws or, if it is larger, what the
  /// known second moment leaves beside their mean.
  mutating func moments(
    _ samples: Int, _ random: inout CounterRandom
  ) throws -> (mean: Double, variance: Double) {
    // One choice alone is no chance, and in one dimension all are alike.
    let used = weights.count { $0 > DType.float64.smallestNormal.squareRoot() }
    guard outputs > 1, used > outputs else { return (draw(&random), 0) }
    // Welford's mean and variance.
    var (mean, squares) = (0.0, 0.0)
    for k in 0..<samples {
      if k % 64 == 0 { try Cancellation.check() }
      let value = draw(&random)
      let change = value - mean
      mean += change / Double(k + 1)
      squares += change * (value - mean)
    }
    return (mean, max(squares / Double(max(samples - 1, 1)), secondMoment - mean * mean))
  }

  /// The sum over all choices of the products of their weights: the d-th elementary symmetric polynomial.
  private var secondMoment: Double {
    var sums = [1.0] + [Double](repeating: 0, count: outputs)
    for weight in weights {
      for k in stride(from: outputs, to: 0, by: -1) { sums[k] += weight * sums[k - 1] }
    }
    return sums[outputs]
  }

  /// sqrt(q_S) / |det v_S| of a drawn S.
  mutating func draw(_ random: inout CounterRandom) -> Double {
    let (n, d) = (weights.count, outputs)
    var logarithm = 0.0
    return vectors.withUnsafeBufferPointer { vectors in
      for j in 0..<n {
        var sum = 0.0
        for i in 0..<d { sum += vectors[j * d + i] * vectors[j * d + i] }
        norms[j] = sum
      }
      for step in 0..<d {
        let chosen = choose(&random)
        // The part of the chosen vector that is orthogonal to those before, twice for exactness.
        for i in 0..<d { basis[step * d + i] = vectors[chosen * d + i] }
        for _ in 0..<2 {
          for other in 0..<step {
            var product = 0.0
            for i in 0..<d { product += basis[step * d + i] * basis[other * d + i] }
            for i in 0..<d { basis[step * d + i] -= product * basis[other * d + i] }
          }
        }
        var square = 0.0
        for i in 0..<d { square += basis[step * d + i] * basis[step * d + i] }
        let length = max(square.squareRoot(), .leastNormalMagnitude)
        for i in 0..<d { basis[step * d + i] /= length }
        logarithm += 0.5 * log(weights[chosen]) - log(length)
        guard step + 1 < d else { break }
        for j in 0..<n {
          var product = 0.0
          for i in 0..<d { product += vectors[j * d + i] * basis[step * d + i] }
          norms[j] = max(0, norms[j] - product * product)
        }
        norms[chosen] = 0
      }
      return exp(logarithm)
    }
  }

  /// A vector, by the norms.
  private func choose(_ random: inout CounterRandom) -> Int {
    var rest = random.uniform() * norms.reduce(0, +)
    var last = 0
    for (j, norm) in norms.enumerated() where norm > 0 {
      last = j
      rest -= norm
      if rest < 0 { break }
    }
    return last
  }
}
