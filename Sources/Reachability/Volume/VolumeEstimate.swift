import Foundation
import Tensors

/// The volume of zonotopes by sampling, without bias, in any number of dimensions.
///
/// Choices S of d generators are drawn with the probability det(v_S)^2, where v_j are the generators
/// divided by the roots of their Lewis weights q_j, in a basis in which sum_j v_j v_j^T = 1: a
/// determinantal point process (Hough et al. 2006). Then sum_S |det g_S| = sqrt(det M) E[X] with
/// X = sqrt(q_S) / |det v_S|, and X is at least 1 with E[X^2] = sum_S q_S <= d^d / d!, however many
/// generators there are. (With all q_j = 1 the second moment is the number of choices.)
///
/// What is drawn once in a million times may weigh as much as all the rest, and the samples' variance does
/// not see what was not drawn. But the second moment is known: it is the d-th elementary symmetric
/// polynomial of the weights. The standard error is the larger one of the two.
public struct VolumeEstimate {
  /// Samples of each row.
  public let samples: Int
  /// The estimate and its standard error, [n].
  public let value: Tensor
  public let standardError: Tensor
  /// Their logarithms' estimate log(value), and the standard error of that, standardError / value; infinite
  /// where rounding leaves in doubt whether there is any volume, and the value is zero.
  public let logValue: Tensor
  public let relativeError: Tensor

  public static let defaultSamples = 2000

  /// - Parameter generators: [n, generators, outputs], known.
  init(_ generators: Value, samples: Int = defaultSamples, seed: UInt64 = 0) throws {
    self.samples = samples
    let known = Value.tensor(try generators.tensor(for: "estimate_volume"))
    let scaled = try ScaledGenerators(known)
    var logarithms = [Double](repeating: scaled.nothing, count: scaled.rows)
    var errors = [Double](repeating: 0, count: scaled.rows)
    if scaled.count >= scaled.outputs, scaled.outputs > 0 {
      let basis = try GeneratorBasis(scaled)
      let lewis = try LewisWeights(basis.coordinates)
      let roots = try (basis.logDeterminant + lewis.logRoot).tensor().doubles
      let rounding = try (basis.rounding + lewis.rounding).tensor().doubles
      let isCertain = try basis.isCertain.tensor().doubles
      let isFlat = try scaled.isFlat.tensor().doubles
      let isUnbounded = try scaled.isUnbounded.tensor().doubles
      let (vectors, weights) = (try lewis.vectors.tensor().doubles, try lewis.rows.tensor().doubles)
      let size = scaled.count * scaled.outputs
      for row in 0..<scaled.rows where isFlat[row] == 0 && isUnbounded[row] == 0 {
        guard isCertain[row] == 1 else {
          errors[row] = .infinity
          continue
        }
        let range = row * scaled.count..<(row + 1) * scaled.count
        var sampler = ProjectionSampler(
          Array(vectors[row * size..<(row + 1) * size]), weights: Array(weights[range]),
          outputs: scaled.outputs)
        var random = CounterRandom(seed: seed, stream: UInt64(row))
        let (mean, variance) = try sampler.moments(samples, &random)
        logarithms[row] = roots[row] + log(mean)
        errors[row] = (variance / Double(samples)).squareRoot() / mean + rounding[row]
      }
    }
    let relative = try Tensor(logarithms, shape: Shape([scaled.rows]), dtype: .float64)
    let volume = RelativeVolume(scaled: scaled, relative: .tensor(relative))
    logValue = try volume.logarithm.tensor()
    let value = try volume.volume.tensor()
    self.value = value
    relativeError = try Tensor(errors, shape: Shape([scaled.rows]), dtype: value.dtype)
    // Of a volume that is none, for all that is known, no more is certain than its upper bound.
    let largest =
      errors.contains(.infinity) ? try VolumeBracket.upper(known).volume.tensor().doubles : []
    let products = (0..<scaled.rows).map {
      errors[$0].isFinite ? value[$0] * errors[$0] : largest[$0]
    }
    standardError = try Tensor(products, shape: Shape([scaled.rows]), dtype: value.dtype)
  }
}

extension ReachableSet {
  /// - Parameter samples: drawn for each row.
  public func estimatedVolume(
    samples: Int = VolumeEstimate.defaultSamples, seed: UInt64 = 0
  ) throws -> VolumeEstimate {
    try VolumeEstimate(generators(for: .estimateVolume), samples: samples, seed: seed)
  }
}
