import CKernels

/// The product of two matrices, each possibly transposed, each possibly with a leading batch
/// dimension: [m, k] x [k, n] -> [m, n]; an operand without batch dimension serves all of the
/// other's matrices.
struct MatMul: Primitive {
  var name: String { "matmul" }
  var transposeA = false
  var transposeB = false
  /// Whether zero times anything is zero, as in ``ChainProduct``: so are the products of derivatives.
  var isChained = false
  var traits: Traits { .product(.matrices(transposeA: transposeA, transposeB: transposeB)) }
  var counterpart: Counterpart { .product(transposeA: transposeA, transposeB: transposeB) }
  static let examples = [
    Example(Self(), [2, 3], [3, 4]),
    Example(Self(transposeA: true), [3, 2], [3, 4]),
    Example(Self(transposeA: true, isChained: true), [3, 2], [3, 4]),
    Example(Self(isChained: true), [2, 3], [2, 3, 4]),
    Example(Self(transposeB: true), [2, 3], [4, 3]),
    Example(Self(transposeA: true, transposeB: true), [3, 2], [4, 3]),
    Example(Self(), [2, 2, 3], [3, 4]),
    Example(Self(), [2, 3], [2, 3, 4]),
    Example(Self(transposeB: true), [2, 2, 3], [4, 3]),
    Example(Self(transposeA: true), [2, 3, 2], [2, 3, 4]),
    Example(Self(), [1, 1], [1, 1]),
    Example(Self(), [2, 0], [0, 3]),
    Example(Self(), [0, 3], [3, 2]),
    Example(Self(transposeB: true), [2, 3], [0, 3]),
    Example(Self(), [0, 2, 3], [3, 4]),
    Example(Self(), [1, 1, 3], [1, 3, 1]),
  ]

  /// Multiplications that take as long as one elementary operation.
  private static let rate = 16
  /// Multiplications that make a piece worth while, and many more. Each piece packs the other
  /// factor anew, so that pieces are few and large.
  private static let piece = (least: 1 << 22, large: 1 << 26)
  /// Rows or columns of a piece are a multiple of what OpenBLAS computes at a time.
  private static let block = 16

  /// Sizes of the product, and whether the operands have a batch dimension.
  struct Geometry {
    var m, n, k: Int
    var batch: Int?
    var isBatched: (Bool, Bool)
  }

  func geometry(_ inputs: [Shape]) throws -> Geometry {
    let (a, b) = (inputs[0], inputs[1])
    func fail() -> TensorError {
      let flags = [transposeA, transposeB]
      let shapes = zip(inputs, flags).map { shape, transposed in
        transposed && shape.rank >= 2
          ? Shape(
            unchecked: shape.dimensions.dropLast(2) + [
              shape[shape.rank - 1], shape[shape.rank - 2],
            ])
          : shape
      }
      return .shapes(
        operation: name, got: shapes, expected: "inner sizes that agree: m x k and k x n")
    }
    guard (2...3).contains(a.rank), (2...3).contains(b.rank) else { throw fail() }
    let (ar, br) = (a.rank - 2, b.rank - 2)
    let (m, ka) = transposeA ? (a[ar + 1], a[ar]) : (a[ar], a[ar + 1])
    let (kb, n) = transposeB ? (b[br + 1], b[br]) : (b[br], b[br + 1])
    guard ka == kb, ar == 0 || br == 0 || a[0] == b[0] else { throw fail() }
    let batch = ar == 1 ? a[0] : br == 1 ? b[0] : nil
    return Geometry(m: m, n: n, k: ka, batch: batch, isBatched: (ar == 1, br == 1))
  }

  func type(of inputs: [TensorType]) throws -> TensorType {
    guard inputs[0].dtype == inputs[1].dtype, inputs[0].dtype.isFloat else {
      throw TensorError.dtypes(
        operation: name, got: inputs.map(\.dtype), expected: "two of float32 or two of float64")
    }
    let g = try geometry(inputs.map(\.shape))
    return TensorType(try Shape((g.batch.map { [$0] } ?? []) + [g.m, g.n]), inputs[0].dtype)
  }

  private var kernels: Kernels {
    isChained
      ? Kernels(tarn_chain_matmul_f32, tarn_chain_matmul_f64)
      : Kernels(tarn_matmul_f32, tarn_matmul_f64)
  }

  func kernel(_ inputs: [TensorType], _ output: TensorType) throws -> Kernel {
    let g = try geometry(inputs.map(\.shape))
    var (batch, m) = (g.batch ?? 1, g.m)
    if g.isBatched.0 && !g.isBatched.1 && !transposeA {
      // One product with all rows.
      (batch, m) = (1, batch * m)
    }
    let rows = (a: transposeA ? m : g.k, b: transposeB ? g.k : g.n)
    let strides = (a: g.isBatched.0 ? g.m * g.k : 0, b: g.isBatched.1 ? g.n * g.k : 0)
    let bytes = output.dtype.size
    let split: Split?
    // In floating point, where no product of sizes overflows.
    let work = Int(min(Double(m) * Double(g.n) * Double(g.k), 1e15))
    let pieces = max(min(work / MatMul.piece.least, 4), min(work / MatMul.piece.large, 16), 1)
    if batch > 1 {
      split = Split(
        extent: 0, count: batch, work: work / MatMul.rate,
        strides: [m * g.n * bytes, strides.a * bytes, strides.b * bytes])
    } else if m >= g.n {
      split = Split(
        extent: 1, count: m, pieces: pieces, work: Split.work,
        multiple: MatMul.block, strides: [g.n * bytes, (transposeA ? 1 : rows.a) * bytes, 0])
    } else {
      split = Split(
        extent: 2, count: g.n, pieces: pieces, work: Split.work,
        multiple: MatMul.block, strides: [bytes, 0, (transposeB ? rows.b : 1) * bytes])
    }
    return Kernel(
      try kernels(output.dtype, for: name),
      [
        batch, m, g.n, g.k, transposeA ? 1 : 0, transposeB ? 1 : 0, strides.a, strides.b,
        rows.a, rows.b, g.n,
      ], split: split, labour: Double(work) / Double(batch > 1 ? batch : pieces))
  }

  private static func chained(_ transposeA: Bool, _ transposeB: Bool) -> MatMul {
    MatMul(transposeA: transposeA, transposeB: transposeB, isChained: true)
  }

  func vjp(_ backward: Backward) throws -> [Value?] {
    let (a, b, c) = (backward.inputs[0], backward.inputs[1], backward.cotangent)
    var cotangents: [Value?] = [nil, nil]
    if backward.needs[0] {
      // dA = C B^T, or its transpose B C^T.
      let full =
        transposeA
        ? try apply(MatMul.chained(transposeB, true), [b, c])
        : try apply(MatMul.chained(false, !transposeB), [c, b])
      cotangents[0] = try full.sum(to: a.shape)
    }
    if backward.needs[1] {
      // dB = A^T C, or its transpose C^T A. A batch of rows against one matrix is one long product.
      var (a, c) = (a, c)
      if a.shape.rank == 3 && b.shape.rank == 2 && !transposeA {
        a = try a.reshaped(to: Shape([a.shape[0] * a.shape[1], a.shape[2]]))
        c = try c.reshaped(to: Shape([c.shape[0] * c.shape[1], c.shape[2]]))
      }
      let full =
        transposeB
        ? try apply(MatMul.chained(true, transposeA), [c, a])
        : try apply(MatMul.chained(!transposeA, false), [a, c])
      cotangents[1] = try full.sum(to: b.shape)
    }
    return cotangents
  }

  func batch(_ inputs: [Value], _ batched: [Bool]) throws -> Value {
    let ranks = zip(inputs, batched).map { $0.shape.rank - ($1 ? 1 : 0) }
    if ranks == [2, 2] { return try apply(self, inputs) }
    // Batches of batches: both dimensions become one.
    let size = inputs[batched[0] ? 0 : 1].shape[0]
    let inner = inputs[ranks[0] == 3 ? 0 : 1]
    let innerBatched = batched[ranks[0] == 3 ? 0 : 1]
    let count = inner.shape[innerBatched ? 1 : 0]
    let merged = try zip(zip(inputs, batched), ranks).map { pair, rank in
      let (value, isBatched) = pair
      let matrix = value.shape.dimensions.suffix(2)
      var lead = try value.reshaped(
        to: Shape([isBatched ? size : 1, rank == 3 ? count : 1] + matrix))
      lead = try apply(Broadcast(shape: Shape([size, count] + matrix)), [lead])
      return try lead.reshaped(to: Shape([size * count] + matrix))
    }
    let product = try apply(self, merged)
    return try product.reshaped(to: Shape([size, count] + product.shape.dimensions.suffix(2)))
  }

  func rounding(_ inputs: [TensorType], _ output: TensorType) -> Rounding {
    guard let sizes = try? geometry(inputs.map(\.shape)) else { return .unknown }
    return .sum(max(sizes.k, sizes.n, sizes.m))
  }

  /// Of batches of matrices, or of a matrix of rows times a fixed one.
  func rows(_ inputs: [Shape], _ varying: [Bool]) -> Rows {
    if zip(inputs, varying).allSatisfy({ !$1 || $0.rank == 3 }) {
      return rowsApart(shared: inputs.indices.filter { inputs[$0].rank == 2 })
    }
    let isRowsTimesMatrix =
      inputs[0].rank == 2 && inputs[1].rank == 2 && !varying[1] && !transposeA
    return isRowsTimesMatrix ? rowsApart(shared: [1]) : .mixed
  }
}
