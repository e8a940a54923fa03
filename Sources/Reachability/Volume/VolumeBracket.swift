import Foundation
import Tensors

/// Numbers between which the volume of a zonotope lies, in time that is linear in the number of
/// generators. Logarithms, [n].
enum VolumeBracket {
  /// The lower bound of `LewisWeights`, which is never below 2^d sqrt(det G^T G).
  static func lower(_ generators: Value) throws -> Value {
    let scaled = try ScaledGenerators(generators)
    guard scaled.count >= scaled.outputs, scaled.outputs > 0 else { return try flat(scaled) }
    let lewis = try LewisWeights(scaled)
    let (q, diagonal) = try lewis.orthonormal()
    // What rounding alone leaves of an output that depends on the others counts as nothing.
    let rounding = Double(scaled.count + scaled.outputs) * 0x1p-51
    let isCertain = try diagonal.greater(than: rounding)
    let certain = try isCertain.select(diagonal, diagonal.filled(ScaledGenerators.smallest))
    // Hadamard: no choice has a larger determinant than the product of the largest norms.
    let norms = try
      (q.square().sum([2]) / lewis.weights.reshaped(to: Shape([scaled.rows, scaled.count])))
      .sqrt()
    let largest = try ScaledGenerators.logarithm(norms.top(scaled.outputs, 1).values).sum([1])
    return try scaled.absolute(lewis.logRoot(certain) - largest)
  }

  /// The smallest of three: the hull, the hull in the axes of the Gram matrix, and the upper bound of
  /// `LewisWeights`, which is never above 2^d sqrt(C(n, d) det G^T G).
  static func upper(_ generators: Value) throws -> Value {
    let scaled = try ScaledGenerators(generators)
    guard scaled.count >= scaled.outputs, scaled.outputs > 0 else { return try flat(scaled) }
    let lewis = try LewisWeights(scaled)
    let diagonal = try lewis.orthonormal().diagonal
    let weights = try lewis.weights.reshaped(to: Shape([scaled.rows, scaled.count]))
    let size = Double(scaled.outputs)
    // Of generators that are zero nothing is chosen.
    let used = try scaled.matrix.stopGradient().abs().max([2]).greater(than: 0)
    let count = try used.sum([1])
    let mean = try (weights * used).sum([1]) / count.maximum(1)
    let choices = try logChoices(count, scaled)
    let gram =
      try lewis.logRoot(diagonal) + (ScaledGenerators.logarithm(mean) * size + choices) * 0.5
    let axes = try rotatedHull(scaled)
    let best = try gram.minimum(0)
    return try scaled.absolute(axes.less(than: best).select(axes, best))
  }

  /// The volume relative to the hull of a zonotope with fewer generators than outputs: none.
  private static func flat(_ scaled: ScaledGenerators) throws -> Value {
    let none = scaled.outputs == 0 ? 0 : ScaledGenerators.smallest.logarithm
    return try scaled.absolute(
      .tensor(.full(none, shape: Shape([scaled.rows]), dtype: .float64)))
  }

  /// log C(count, outputs) for numbers of generators that are values, [n].
  private static func logChoices(_ count: Value, _ scaled: ScaledGenerators) throws -> Value {
    func logFactorial(_ n: Int) -> Double { lgamma(Double(n) + 1) }
    let d = scaled.outputs
    var table = [Double](repeating: 0, count: scaled.count + 1)
    for n in d..<table.count { table[n] = logFactorial(n) - logFactorial(d) - logFactorial(n - d) }
    return try Value.tensor(Tensor(table, dtype: .float64)).gathered(0, count.cast(to: .int32))
  }

  /// The box in the axes of G^T G: a rotation does not change the volume.
  private static func rotatedHull(_ scaled: ScaledGenerators) throws -> Value {
    let gram = try scaled.matrix.matrixTransposed().matmul(scaled.matrix)
    let axes = try gram.eigenDecomposition().vectors
    let radius = try scaled.matrix.matmul(axes).abs().sum([1])
    return try ScaledGenerators.logarithm(radius).sum([1])
  }
}
