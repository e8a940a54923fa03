import Tensors

/// The generators of a zonotope in the coordinates of as many of them as there are outputs, which span
/// much room: each is the one of which most is left beside those before.
///
/// G = C B makes the volume |det B| times that of C's zonotope. C has the unit vectors among its rows, so
/// that its numbers are of one size however different the lengths of the generators are, and so that
/// errors have a bound: if the rows of C are off by D, the volume is off by no more than the factor
/// prod_k (1 + sum_j |D_jk|), for errors along a unit vector only make that generator longer.
struct GeneratorBasis {
  /// C, [n, generators, outputs], with derivatives by the generators; the unit vectors alone where
  /// nothing is certain.
  let coordinates: Value
  /// log |det B|, [n], without derivatives: they are C's.
  let logDeterminant: Value
  /// By how much rounding may have changed the logarithm of the volume so far, [n].
  let rounding: Value
  /// Where B is regular for certain: 1, [n].
  let isCertain: Value

  /// - Parameter generators: of at least as many generators as outputs, of which there are some.
  init(_ generators: ScaledGenerators) throws {
    let (count, size) = (generators.count, generators.outputs)
    let fixed = try generators.matrix.stopGradient()
    let chosen = try GeneratorBasis.pivots(generators)
    let basis = try chosen.transposedProduct(fixed)
    let norms = try basis.norms
    // Rows of length one: what they span, not how long they are, decides whether B is regular.
    let unit = try basis / norms
    let identity = Value.tensor(try .identity(size, dtype: .float64))
    let diagonal = try GeneratorBasis.diagonal(of: unit, identity)
    let threshold = Double(size * (size + 8)) * 0x1p-48
    let isRegular = try diagonal.min([1]).greater(than: threshold)
    let regular = try isRegular.reshaped(to: Shape([generators.rows, 1, 1]))
      .expanded(to: unit.shape).select(unit, identity.expanded(to: unit.shape))
    let inverse = try regular.solve(identity.expanded(to: unit.shape))

    // |1 - X B| < 1 in exact arithmetic proves that B has an inverse, and bounds it by X.
    let unitRounding = Double(count + 2 * size + 8) * 0x1p-52
    let product = try inverse.abs().matmul(regular.abs()) * unitRounding
    let defect = try ((inverse.matmul(regular) - identity).abs() + product).sum([2]).max([1])
    // The same for the coordinates: what G - C B leaves is carried back by the inverse.
    let places = try generators.matrix.matmul(inverse)
    let left =
      try (fixed - places.stopGradient().matmul(regular)).abs()
      + (fixed.abs() + places.stopGradient().abs().matmul(regular.abs())) * unitRounding
    let isChosen = try chosen.sum([2], keep: true)
    let reach = try inverse.abs().max([1], keep: true)
    let lost = try (left.sum([2], keep: true) * (1 - isChosen)).sum([1], keep: true)
    let widened = try (lost * reach / norms.matrixTransposed() * 2 + 1).log().sum([1, 2])
    // Householder's factors are off by the rounding of a product in each column.
    let factor = try reach.sum([1, 2]) * (Double(4 * size) * unitRounding)
    rounding = try widened + factor
    isCertain =
      try isRegular * defect.less(than: defect.filled(0.25))
      * factor.less(than: factor.filled(0.25))

    logDeterminant = try
      (ScaledGenerators.logarithm(norms.reshaped(to: diagonal.shape))
      + ScaledGenerators.logarithm(diagonal)).sum([1])
    let relative = try places / norms.matrixTransposed()
    let isOwn = try isChosen.expanded(to: chosen.shape)
    let value = try isOwn.select(chosen, relative.stopGradient())
    let changing = try value + (relative - relative.stopGradient())
    coordinates = try isCertain.reshaped(to: Shape([generators.rows, 1, 1]))
      .expanded(to: chosen.shape).select(changing, chosen)
  }

  /// 1 where a generator is the k-th of the basis, [n, generators, outputs].
  private static func pivots(_ generators: ScaledGenerators) throws -> Value {
    let (rows, count, size) = (generators.rows, generators.count, generators.outputs)
    let numbers = Value.tensor(
      try Tensor((0..<count).map(Int32.init), shape: Shape([1, count])))
    var left = try generators.matrix.stopGradient()
    var isFree = try left.sum([2]).filled(1)
    var chosen: [Value] = []
    for _ in 0..<size {
      try Cancellation.check()
      let squares = try left.square().sum([2])
      let place = try isFree.select(squares, squares.filled(-1)).argMax(1)
      let isPlace = try numbers.expanded(to: Shape([rows, count]))
        .equals(place.reshaped(to: Shape([rows, 1])).expanded(to: Shape([rows, count])))
        .cast(to: .float64)
      isFree = try isFree - isPlace
      let column = try isPlace.reshaped(to: Shape([rows, count, 1]))
      chosen.append(column)
      let row = try (left * column).sum([1], keep: true)
      let square = try row.square().sum([2], keep: true).maximum(ScaledGenerators.smallest)
      left = try left - (left * row).sum([2], keep: true) / square * row
    }
    return try .concatenated(chosen, dimension: 2)
  }

  /// The |R_kk| of square matrices whose rows are factored as columns, [n, size].
  private static func diagonal(of matrix: Value, _ identity: Value) throws -> Value {
    let triangle = try matrix.matrixTransposed().qrDecomposition().r
    return try (triangle * identity).sum([2]).abs()
  }
}

extension Value {
  /// A^T B of matrices.
  fileprivate func transposedProduct(_ other: Value) throws -> Value {
    try matrixTransposed().matmul(other)
  }

  /// The lengths of rows, as a column; 1 for rows of zeros.
  fileprivate var norms: Value {
    get throws {
      let largest = try abs().max([2], keep: true).maximum(ScaledGenerators.smallest)
      let lengths = try (self / largest).square().sum([2], keep: true).sqrt() * largest
      return try lengths.greater(than: 0).select(lengths, lengths.filled(1))
    }
  }
}
