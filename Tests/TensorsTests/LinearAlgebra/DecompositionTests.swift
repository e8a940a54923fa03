import Tensors
import Testing

/// Decompositions give back the matrix, and what is no matrix for them is refused.
@Suite struct DecompositionTests {
  private func random(_ sizes: Int..., seed: UInt64 = 1, dtype: DType = .float64) throws -> Value {
    var random = CounterRandom(seed: seed)
    return .tensor(try Tensor(TensorType(Shape(sizes), dtype)) { _ in random.normal() })
  }

  private func distance(_ a: Value, _ b: Value) throws -> Double {
    #expect(a.type == b.type)
    return a.shape.count == 0 ? 0 : try (a - b).abs().max().tensor().item()
  }

  private func identity(_ n: Int, dtype: DType = .float64) throws -> Value {
    .tensor(try .identity(n, dtype: dtype))
  }

  private func tolerance(_ dtype: DType) -> Double { dtype == .float64 ? 1e-12 : 2e-4 }

  private func scaled(_ columns: Value, _ factors: Value) throws -> Value {
    let sizes = factors.shape.dimensions
    return try columns
      * factors.reshaped(to: Shape(sizes.dropLast() + [1, sizes[sizes.count - 1]]))
  }

  @Test(arguments: [1, 2, 5, 40], [DType.float32, .float64])
  func eigenvectorsDiagonalise(_ n: Int, _ dtype: DType) throws {
    let x = try random(3, n, n, seed: UInt64(n), dtype: dtype)
    let a = try x + x.matrixTransposed()
    let (values, vectors) = try a.eigenDecomposition()
    #expect(values.shape.dimensions == [3, n] && vectors.shape == a.shape)
    let back = try scaled(vectors, values).matmul(vectors.matrixTransposed())
    #expect(try distance(back, a) < tolerance(dtype) * Double(n))
    let unit = try vectors.matrixTransposed().matmul(vectors)
    #expect(
      try distance(unit, identity(n, dtype: dtype).expanded(to: unit.shape)) < tolerance(dtype))
    #expect(try distance(values.sorted(1).values, values) == 0)
    // A batch is the same as one by one.
    let alone = try a.row(1).eigenDecomposition()
    #expect(try distance(alone.values, values.row(1)) == 0)
    #expect(try distance(alone.vectors, vectors.row(1)) == 0)
  }

  @Test(
    arguments: [[1, 1], [5, 5], [7, 3], [3, 7], [4, 1], [1, 4], [60, 40]],
    [DType.float32, .float64])
  func singularVectorsGiveTheMatrixBack(_ size: [Int], _ dtype: DType) throws {
    let (m, n, k) = (size[0], size[1], size.min()!)
    let a = try random(2, m, n, seed: 3, dtype: dtype)
    let (u, s, v) = try a.singularValueDecomposition()
    #expect(u.shape.dimensions == [2, m, k] && s.shape.dimensions == [2, k])
    #expect(v.shape.dimensions == [2, n, k])
    #expect(try distance(scaled(u, s).matmul(v.matrixTransposed()), a) < tolerance(dtype))
    for basis in [u, v] {
      let unit = try basis.matrixTransposed().matmul(basis)
      let expected = try identity(k, dtype: dtype).expanded(to: unit.shape)
      #expect(try distance(unit, expected) < tolerance(dtype))
    }
    #expect(try s.min().tensor().item() >= 0)
    #expect(try distance(s.sorted(1, descending: true).values, s) == 0)
  }

  @Test(arguments: [[1, 1], [5, 5], [7, 3], [3, 7], [80, 50]], [DType.float32, .float64])
  func triangleTimesOrthonormalColumns(_ size: [Int], _ dtype: DType) throws {
    let (m, n, k) = (size[0], size[1], size.min()!)
    let a = try random(2, m, n, seed: 4, dtype: dtype)
    let (q, r) = try a.qrDecomposition()
    #expect(q.shape.dimensions == [2, m, k] && r.shape.dimensions == [2, k, n])
    #expect(try distance(q.matmul(r), a) < tolerance(dtype))
    let unit = try q.matrixTransposed().matmul(q)
    #expect(
      try distance(unit, identity(k, dtype: dtype).expanded(to: unit.shape)) < tolerance(dtype))
    let numbers = try r.row(0).tensor()
    for row in 0..<k { for column in 0..<row { #expect(numbers[row * n + column] == 0) } }
  }

  @Test(arguments: [1, 2, 6, 50], [DType.float32, .float64])
  func choleskyFactors(_ n: Int, _ dtype: DType) throws {
    let x = try random(2, n, n, seed: 5, dtype: dtype)
    let a = try x.matmul(x.matrixTransposed()) + identity(n, dtype: dtype)
    let l = try a.cholesky()
    #expect(try distance(l.matmul(l.matrixTransposed()), a) < tolerance(dtype) * Double(4 * n))
    let numbers = try l.row(0).tensor()
    for row in 0..<n {
      for column in row + 1..<max(n, row + 1) { #expect(numbers[row * n + column] == 0) }
    }
  }

  @Test(arguments: [1, 3, 30], [DType.float32, .float64])
  func solutionsSolve(_ n: Int, _ dtype: DType) throws {
    let a = try random(2, n, n, seed: 6, dtype: dtype) + identity(n, dtype: dtype) * Double(3 * n)
    let single = try a.row(0)
    let matrix = try random(2, n, 4, seed: 7, dtype: dtype)
    let vector = try random(n, seed: 8, dtype: dtype)
    #expect(try distance(a.matmul(a.solve(matrix)), matrix) < tolerance(dtype))
    #expect(try distance(single.matmul(single.solve(vector)), vector) < tolerance(dtype))
    #expect(try distance(single.matmul(single.solve(matrix)), matrix) < tolerance(dtype))
    let each = try a.solve(vector)
    #expect(each.shape.dimensions == [2, n])
    #expect(try distance(a.row(1).matmul(each.row(1)), vector) < tolerance(dtype))
  }

  @Test func derivativesAreThoseOfTheOperations() throws {
    let weights = try random(4, 4, seed: 9)
    func check(_ sizes: [Int], _ f: (Value) throws -> Value) throws {
      var generator = CounterRandom(seed: 12)
      let x = try Tensor(TensorType(Shape(sizes), .float64)) { _ in generator.normal() }
      #expect(try gradientError(f, at: x) < 1e-7)
    }
    // A function of eigenvalues, whose gradient is known: d log det A = A^-1.
    let s = try weights.matmul(weights.matrixTransposed()) + identity(4)
    let gradient = try valueAndGradient(
      of: { try $0[0].eigenDecomposition().values.log().sum() }, at: [s]
    ).gradient
    #expect(try distance(s.matmul(gradient), identity(4)) < 1e-12)
    let factor = try valueAndGradient(
      of: { v in
        let diagonal = try v[0].cholesky() * identity(4)
        return try diagonal.sum([1]).log().sum() * 2
      }, at: [s]
    ).gradient
    #expect(try distance(factor, gradient) < 1e-12)
    try check([3, 5]) {
      try $0.qrDecomposition().r.sin().sum() + $0.qrDecomposition().q.exp().sum()
    }
    try check([4, 4]) { x in try (x + identity(4) * 6).solve(weights).square().sum() }
    try check([4]) { x in try (weights + identity(4) * 6).solve(x).square().sum() }
    try check([5, 3]) { try $0.singularValueDecomposition().s.power(3).sum() }
  }

  @Test func emptyMatrices() throws {
    let empty = try random(0, 0)
    #expect(try empty.eigenDecomposition().values.shape.dimensions == [0])
    #expect(try empty.eigenDecomposition().vectors.shape.dimensions == [0, 0])
    #expect(try empty.cholesky().shape.dimensions == [0, 0])
    #expect(try empty.solve(random(0)).shape.dimensions == [0])
    let (u, s, v) = try random(0, 3).singularValueDecomposition()
    #expect([u, s, v].map(\.shape.dimensions) == [[0, 0], [0], [3, 0]])
    let (q, r) = try random(3, 0).qrDecomposition()
    #expect([q, r].map(\.shape.dimensions) == [[3, 0], [0, 0]])
    #expect(try random(0, 3, 3).cholesky().shape.dimensions == [0, 3, 3])
    #expect(try random(2, 2).solve(random(2, 0)).shape.dimensions == [2, 0])
  }

  @Test func whatIsRefused() throws {
    func message(_ body: () throws -> Any) -> String {
      do {
        _ = try body()
        return "no error"
      } catch { return "\(error)" }
    }
    func matrix(_ values: Double..., columns: Int) throws -> Value {
      .tensor(
        try Tensor(values, shape: Shape([values.count / columns, columns]), dtype: .float64))
    }
    let indefinite = try matrix(1, 0, 0, 0, 2, 0, 0, 0, -1, columns: 3)
    let expected = "cholesky: the matrix is not positive definite (leading minor 3)"
    #expect(message { try indefinite.cholesky() } == expected)
    #expect(message { try Compiled { [try $0[0].cholesky()] }([indefinite]) } == expected)
    #expect(
      message { try matrix(1, 2, 2, 4, columns: 2).solve(random(2)) }
        == "solve: the matrix is singular")
    #expect(
      message { try matrix(1, 2, 3, 4, columns: 2).eigenDecomposition() }
        == "eigh: the matrix is not symmetric")
    for (name, body) in [
      ("eigh", { try $0.eigenDecomposition() }), ("svd", { try $0.singularValueDecomposition() }),
      ("qr", { try $0.qrDecomposition() }), ("cholesky", { try $0.cholesky() }),
      ("solve", { try $0.solve($0) }),
    ] as [(String, (Value) throws -> Any)] {
      #expect(
        message { try body(matrix(1, .nan, .nan, 1, columns: 2)) }
          == "\(name): the matrix has a NaN or an infinity")
      #expect(
        message { try body(matrix(.infinity, columns: 1)) }
          == "\(name): the matrix has a NaN or an infinity")
      #expect(message { try body(random(3)) } == "\(name): got 3, expected a matrix")
      #expect(message { try body(.scalar(3)) } == "\(name): got scalar, expected a matrix")
    }
    #expect(
      message { try random(2, 3).eigenDecomposition() } == "eigh: got 2x3, expected a square matrix"
    )
    #expect(
      message { try random(2, 3).cholesky() } == "cholesky: got 2x3, expected a square matrix")
    #expect(
      message { try random(2, 3).solve(random(2)) } == "solve: got 2x3, expected a square matrix")
    #expect(message { try random(2, 2).solve(random(3)) }.contains("got 2x2 and 3, expected"))
    #expect(message { try random(2, 2).solve(random(3, 1)) }.contains("got 2x2 and 3x1, expected"))
    // The last minor that fits a kernel's answer.
    let large = try identity(400) * 1
    let broken =
      try large - .tensor(Tensor((0..<400).map { $0 == 399 ? 2.0 : 0 }, dtype: .float64))
      * identity(400)
    #expect(message { try broken.cholesky() }.contains("leading minor 239 or later"))
  }
}
