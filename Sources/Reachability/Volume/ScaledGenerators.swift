import Tensors

/// The generators of zonotopes in float64, each output in units of its radius. So no determinant under-
/// or overflows, and the volume is that of the hull times a number of at most one.
struct ScaledGenerators {
  /// [n, generators, outputs]; the sum of |G_ij| over the generators is 1, or 0 for an output that is
  /// constant.
  let matrix: Value
  /// The logarithm of the hull's volume, [n].
  let logHull: Value
  /// Where a row has generators that are not finite: 1, [n]. Its matrix is zero.
  private let isUnbounded: Value
  private let dtype: DType

  static let smallest = Double.leastNormalMagnitude

  var rows: Int { matrix.shape[0] }
  var count: Int { matrix.shape[1] }
  var outputs: Int { matrix.shape[2] }

  /// - Parameter generators: [n, generators, outputs].
  init(_ generators: Value) throws {
    dtype = generators.dtype
    let all = try generators.cast(to: .float64)
    let nothing = try all * 0
    let isFinite = try nothing.equals(nothing.filled(0))
    let finite = try isFinite.select(all, all.filled(0))
    isUnbounded =
      all.shape.count == 0
      ? .tensor(try .full(0, shape: Shape([all.shape[0]]), dtype: .float64))
      : try (-isFinite).max([1, 2]) + 1
    let radius = try finite.abs().sum([1], keep: true)
    let scale = try radius.maximum(ScaledGenerators.smallest)
    matrix = try finite / scale
    logHull = try (scale * 2).log().sum([1, 2])
  }

  /// A logarithm of a volume relative to the hull's as one of the volume, in the generators' type.
  func absolute(_ relative: Value) throws -> Value {
    let sum = try logHull + relative
    return try isUnbounded.select(sum.filled(.infinity), sum).cast(to: dtype)
  }

  /// The lowest logarithm that is told from nothing.
  static func logarithm(_ value: Value) throws -> Value { try value.maximum(smallest).log() }
}
