import Foundation
import Tensors

/// The volume of zonotopes by sampling, without bias, in any number of dimensions.
///
/// Choices S of d generators are drawn with the probability det(v_S)^2, where v_j are the generators
/// divided by the roots of their Lewis weights q_j, in a basis in which sum_j v_j v_j^T = 1: a
/// determinantal point process (Hough et al. 2006). Then sum_S |det g_S| = sqrt(det M) E[X] with
/// X = sqrt(q_S) / |det v_S|, and X is at least 1 with E[X^2] = sum_S q_S <= d^d / d!, however many
/// generators there are. (With all q_j = 1 the second moment is the number of choices.)
public struct VolumeEstimate {
  /// Samples of each row.
  public let samples: Int
  /// The estimate and its standard error, [n].
  public let value: Tensor
  public let standardError: Tensor
  /// Their logarithms' estimate log(value), and the standard error of that, standardError / value.
  public let logValue: Tensor
  public let relativeError: Tensor

  public static let defaultSamples = 2000

  /// - Parameters:
  ///   - generators: [n, generators, outputs], known.
  ///   - checkpoint: called now and then; an error that it throws ends the work.
  init(
    _ generators: Value, samples: Int = defaultSamples, seed: UInt64 = 0,
    checkpoint: () throws -> Void = {}
  ) throws {
    self.samples = samples
    let known = Value.tensor(try generators.tensor(for: "estimate_volume"))
    let scaled = try ScaledGenerators(known)
    var (means, errors) = (
      [Double](repeating: ScaledGenerators.smallest, count: scaled.rows),
      [Double](repeating: 0, count: scaled.rows)
    )
    var roots = Value.tensor(try .full(0, shape: Shape([scaled.rows]), dtype: .float64))
    if scaled.count >= scaled.outputs, scaled.outputs > 0 {
      let lewis = try LewisWeights(scaled)
      let (q, diagonal) = try lewis.orthonormal()
      let rounding = Double(scaled.count + scaled.outputs) * 0x1p-51
      let isFull = try diagonal.min([1]).greater(than: rounding).tensor()
      roots = try ScaledGenerators.logarithm(diagonal).sum([1])
      let size = scaled.count * scaled.outputs
      let (vectors, weights) = (try q.tensor().doubles, try lewis.weights.tensor().doubles)
      for row in 0..<scaled.rows where isFull[row] == 1 {
        var sampler = ProjectionSampler(
          Array(vectors[row * size..<(row + 1) * size]),
          weights: Array(weights[row * scaled.count..<(row + 1) * scaled.count]),
          outputs: scaled.outputs)
        var random = CounterRandom(seed: seed, stream: UInt64(row))
        // Welford's mean and variance.
        var (mean, squares) = (0.0, 0.0)
        for k in 0..<samples {
          if k % 64 == 0 { try checkpoint() }
          let value = sampler.draw(&random)
          let change = value - mean
          mean += change / Double(k + 1)
          squares += change * (value - mean)
        }
        means[row] = mean
        errors[row] = (squares / Double(max(samples - 1, 1)) / Double(samples)).squareRoot() / mean
      }
    }
    let logMeans = Value.tensor(try Tensor(means.map { log($0) }, dtype: .float64))
    let logValue = try scaled.absolute(roots + logMeans)
    self.logValue = try logValue.tensor()
    let value = try logValue.exp()
    self.value = try value.tensor()
    let relative = Value.tensor(try Tensor(errors, dtype: value.dtype))
    relativeError = try relative.tensor()
    standardError = try (value * relative).tensor()
  }
}

extension ReachableSet {
  /// - Parameters:
  ///   - samples: drawn for each row.
  ///   - checkpoint: called now and then; an error that it throws ends the work.
  public func estimatedVolume(
    samples: Int = VolumeEstimate.defaultSamples, seed: UInt64 = 0,
    checkpoint: () throws -> Void = {}
  ) throws -> VolumeEstimate {
    try VolumeEstimate(
      generators(for: .estimateVolume), samples: samples, seed: seed, checkpoint: checkpoint)
  }
}

/// Draws choices of d of n vectors v_j with sum v_j v_j^T = 1, S with the probability det(v_S)^2: one
/// after the other by the squared norms of what is left of the vectors, each then made orthogonal to
/// the chosen one.
private struct ProjectionSampler {
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
