import Foundation
import Tensors

/// Weights of a zonotope's generators that make bounds of its volume tight.
///
/// With M(q) = sum_j g_j g_j^T / q_j and h(q) = max over choices S of d generators of
/// |det g_S| / sqrt(det M) / q_S, Cauchy and Binet's formula gives for all positive q
///
///     sqrt(det M) / h  <=  sum_S |det g_S|  <=  sqrt(det M) sqrt(sum_S q_S),
///
/// where q_S is a product and the last sum is at most C(n, d) mean(q)^d (Maclaurin). The weights with
/// q_j^2 = g_j^T M^-1 g_j, Lewis's for the l1 norm, are best: they sum to d, h is 1, and the two sides
/// are at most (d^d / d!)^(1/2) apart, however many generators there are. All q_j = 1 are the bounds by
/// the Gram determinant. Any q is sound, so few steps of the fixed point are enough (Cohen and Peng 2015).
struct LewisWeights {
  /// [n, generators, 1], positive, without derivatives.
  let weights: Value
  /// The generators divided by the roots of their weights, [n, generators, outputs].
  let weighted: Value
  /// M, with derivatives; singular ones are moved by no more than rounding does.
  let moment: Value

  private static let steps = 24

  init(_ generators: ScaledGenerators) throws {
    let fixed = try generators.matrix.stopGradient()
    let transposed = try fixed.matrixTransposed()
    var weights = try fixed.sum([2], keep: true).filled(1)
    for _ in 0..<LewisWeights.steps {
      let moment = try LewisWeights.lifted(transposed.matmul(fixed / weights))
      let solved = try moment.solve(transposed).matrixTransposed()
      let squares = try (solved * fixed).sum([2], keep: true)
      weights = try squares.maximum(ScaledGenerators.smallest).sqrt()
    }
    self.weights = weights
    let roots = try weights.sqrt()
    weighted = try generators.matrix / roots
    moment = try LewisWeights.lifted(weighted.matrixTransposed().matmul(weighted))
  }

  /// A matrix whose elements are at most about 1, made regular.
  private static func lifted(_ matrix: Value) throws -> Value {
    let size = matrix.shape[2]
    let identity = Value.tensor(try .identity(size, dtype: .float64))
    return try matrix + identity * (Double(size * size) * 0x1p-48)
  }

  /// Orthonormal columns that span the weighted generators, [n, generators, outputs], and |R_ii|, [n,
  /// outputs], whose product is sqrt(det M). Without derivatives. There must be as many generators as
  /// outputs.
  func orthonormal() throws -> (q: Value, diagonal: Value) {
    let (q, r) = try weighted.stopGradient().qrDecomposition()
    let identity = Value.tensor(try .identity(r.shape[2], dtype: .float64))
    return (q, try (r * identity).sum([2]).abs())
  }

  /// log sqrt(det M), [n]: the value from the triangular factor, which is good for singular matrices too,
  /// the derivative from Cholesky's.
  func logRoot(_ diagonal: Value) throws -> Value {
    let value = try ScaledGenerators.logarithm(diagonal).sum([1])
    let size = moment.shape[2]
    let identity = Value.tensor(try .identity(size, dtype: .float64))
    let factor = try (moment.cholesky() * identity).sum([2]).log().sum([1])
    return try value + (factor - factor.stopGradient())
  }
}

extension Double {
  var logarithm: Double { log(self) }
}
