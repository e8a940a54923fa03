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
/// the Gram determinant. Any q is sound, so few steps of the fixed point are enough: each halves the
/// logarithm of the error (Cohen and Peng 2015).
///
/// The generators are those of `GeneratorBasis`, among which are the unit vectors: M is regular, and not
/// far from the identity.
struct LewisWeights {
  /// [n, generators, 1], positive, without derivatives.
  let weights: Value
  /// The vectors v_j with sum_j v_j v_j^T = 1 that the generators, divided by the roots of their weights,
  /// are in another basis, [n, generators, outputs]. Without derivatives.
  let vectors: Value
  /// log sqrt(det M), [n], with derivatives.
  let logRoot: Value
  /// By how much rounding may have changed that, [n].
  let rounding: Value

  private static let steps = 20

  init(_ generators: Value) throws {
    let (count, size) = (generators.shape[1], generators.shape[2])
    let fixed = try generators.stopGradient()
    let transposed = try fixed.matrixTransposed()
    var squares = try fixed.square().sum([2], keep: true)
    var weights = try squares.maximum(ScaledGenerators.smallest).sqrt()
    for _ in 0..<LewisWeights.steps {
      try Cancellation.check()
      let moment = try transposed.matmul(fixed / weights)
      let solved = try moment.solve(transposed).matrixTransposed()
      squares = try (solved * fixed).sum([2], keep: true)
      weights = try squares.maximum(ScaledGenerators.smallest).sqrt()
    }
    self.weights = weights
    let weighted = try generators / weights.sqrt()
    let moment = try weighted.matrixTransposed().matmul(weighted)
    let identity = Value.tensor(try .identity(size, dtype: .float64))
    let factor = try moment.cholesky()
    logRoot = try (factor * identity).sum([2]).log().sum([1])
    vectors = try factor.stopGradient().solve(weighted.stopGradient().matrixTransposed())
      .matrixTransposed()
    let trace = try (moment.stopGradient() * identity).sum([1, 2])
    rounding = try trace * (Double(size * (count + size + 8)) * 0x1p-52)
  }

  /// The weights as [n, generators].
  var rows: Value {
    get throws { try weights.reshaped(to: Shape(weights.shape.dimensions.dropLast())) }
  }
}
