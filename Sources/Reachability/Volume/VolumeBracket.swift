import Foundation
import Tensors

/// Numbers between which the volume of a zonotope certainly lies, in time that is linear in the number of
/// generators.
enum VolumeBracket {
  /// The lower bound of `LewisWeights`, which is never below 2^d sqrt(det G^T G); none where rounding
  /// leaves in doubt whether the set is flat.
  static func lower(_ generators: Value) throws -> RelativeVolume {
    let scaled = try ScaledGenerators(generators)
    guard scaled.count >= scaled.outputs, scaled.outputs > 0 else { return try flat(scaled) }
    let basis = try GeneratorBasis(scaled)
    let lewis = try LewisWeights(basis.coordinates)
    // Hadamard: no choice has a larger determinant than the product of the largest norms.
    let norms = try (lewis.vectors.square().sum([2]) / lewis.rows).sqrt()
    let largest = try ScaledGenerators.logarithm(norms.top(scaled.outputs, 1).values).sum([1])
    let root = try basis.logDeterminant + lewis.logRoot - largest
    let certain = try root - basis.rounding - lewis.rounding * 2
    return RelativeVolume(
      scaled: scaled,
      relative: try basis.isCertain.select(certain, scaled.filled(scaled.nothing)),
      rounding: .down)
  }

  /// The smallest of three: the hull, the hull in the axes of the Gram matrix, and the upper bound of
  /// `LewisWeights`, which is never above 2^d sqrt(C(n, d) det G^T G).
  static func upper(_ generators: Value) throws -> RelativeVolume {
    let scaled = try ScaledGenerators(generators)
    guard scaled.count >= scaled.outputs, scaled.outputs > 0 else { return try flat(scaled) }
    let basis = try GeneratorBasis(scaled)
    let lewis = try LewisWeights(basis.coordinates)
    let size = Double(scaled.outputs)
    // Of generators that are zero nothing is chosen.
    let used = try scaled.matrix.stopGradient().abs().max([2]).greater(than: 0)
    let count = try used.sum([1])
    let mean = try (lewis.rows * used).sum([1]) / count.maximum(1)
    let choices = try logChoices(count, scaled)
    let root = try basis.logDeterminant + lewis.logRoot + basis.rounding + lewis.rounding
    let gram = try root + (ScaledGenerators.logarithm(mean) * size + choices) * 0.5
    let axes = try rotatedHull(scaled)
    let best = try basis.isCertain.select(gram, gram.filled(0)).minimum(0)
    let smallest = try axes.less(than: best).select(axes, best)
    return RelativeVolume(
      scaled: scaled,
      relative: try scaled.isFlat.select(scaled.filled(scaled.nothing), smallest), rounding: .up)
  }

  /// The volume of a zonotope with fewer generators than outputs: none.
  private static func flat(_ scaled: ScaledGenerators) throws -> RelativeVolume {
    RelativeVolume(scaled: scaled, relative: try scaled.filled(scaled.nothing))
  }

  /// log C(count, outputs) for numbers of generators that are values, [n].
  private static func logChoices(_ count: Value, _ scaled: ScaledGenerators) throws -> Value {
    func logFactorial(_ n: Int) -> Double { lgamma(Double(n) + 1) }
    let d = scaled.outputs
    var table = [Double](repeating: 0, count: scaled.count + 1)
    for n in d..<table.count { table[n] = logFactorial(n) - logFactorial(d) - logFactorial(n - d) }
    return try Value.tensor(Tensor(table, dtype: .float64)).gathered(0, count.cast(to: .int32))
  }

  /// The box in the axes of G^T G: a rotation does not change the volume. Each side is longer by what
  /// rounding may have taken from it; the sides of the hull are all 1.
  private static func rotatedHull(_ scaled: ScaledGenerators) throws -> Value {
    let gram = try scaled.matrix.matrixTransposed().matmul(scaled.matrix)
    let axes = try gram.eigenDecomposition().vectors
    let size = Double(scaled.outputs)
    let rounding = (Double(scaled.count) + 8 * size) * size.squareRoot() * 0x1p-52
    let radius = try scaled.matrix.matmul(axes).abs().sum([1]) + rounding
    return try ScaledGenerators.logarithm(radius).sum([1])
  }
}
