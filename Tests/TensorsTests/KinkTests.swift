import Tensors
import Testing

/// Derivatives at kinks, ties and poles: PyTorch's choices, as docs/derivatives.md lists them.
@Suite struct KinkTests {
  private func gradient(
    _ values: [Double], _ f: (Value) throws -> Value
  ) throws -> [Double] {
    try valueAndGradient(of: { try f($0[0]).sum() }, at: [.tensor(Tensor(values, dtype: .float64))])
      .gradient.tensor().doubles
  }

  private func constant(_ values: Double...) throws -> Value {
    .tensor(try Tensor(values, dtype: .float64))
  }

  @Test func functionsOfOneNumber() throws {
    #expect(try gradient([0]) { try $0.relu() } == [0])
    #expect(try gradient([0]) { try $0.abs() } == [0])
    #expect(try gradient([0]) { try $0.sign() } == [0])
    #expect(try gradient([0]) { try $0.softplus() } == [0.5])
    #expect(try gradient([0]) { try $0.elu(0.25) } == [0.25])
    #expect(try gradient([0]) { try $0.sqrt() } == [.infinity])
    #expect(try gradient([0]) { try $0.log() } == [.infinity])
    #expect(try gradient([0]) { try $0.reciprocal() } == [-.infinity])
    #expect(try gradient([0, 1, -1, 2, 0.5]) { try $0.clamped(0, 1) } == [1, 1, 0, 0, 1])
    #expect(try gradient([0, 1, -1]) { try $0.clamped(0, .infinity) } == [1, 1, 0])
  }

  @Test func powers() throws {
    #expect(try gradient([0]) { try $0.power(2) } == [0])
    #expect(try gradient([0]) { try $0.power(1) } == [1])
    #expect(try gradient([0]) { try $0.power(0) } == [0])
    #expect(try gradient([0]) { try $0.power(0.5) } == [.infinity])
    #expect(try gradient([0, 2]) { try $0.filled(0).power($0) } == [0, 0])
  }

  /// Derivative after derivative, down to those that are zero everywhere.
  @Test func higherDerivativesOfPowersAtZero() throws {
    func derivative(_ order: Int, _ exponent: Double) throws -> Double {
      typealias Function = (Value) throws -> Value
      var f: Function = { try $0.power(exponent).sum() }
      for _ in 0..<order {
        let last = f
        f = { try valueAndGradient(of: { try last($0[0]) }, at: [$0]).gradient.sum() }
      }
      return try f(constant(0)).tensor().item()
    }
    for exponent in 0...4 {
      for order in 1...6 {
        let factorial = (1...max(order, 1)).reduce(1.0) { $0 * Double($1) }
        #expect(try derivative(order, Double(exponent)) == (order == exponent ? factorial : 0))
      }
    }
    #expect(try derivative(1, 2.5) == 0 && derivative(2, 2.5) == 0)
    #expect(try derivative(3, 2.5) == .infinity)
  }

  /// Zero as the first derivative, where it is a choice, is not taken for a constant by the next one.
  @Test func mixedDerivativesOfPowers() throws {
    // d/dy d/dx x^y is 1 / x at y = 0; d/dx d/dy x^y is x^(y - 1) (1 + y log x), 0 at x = 0 for y above 1.
    func mixed(_ x: Double, _ y: Double, xFirst: Bool) throws -> Double {
      let (x, y) = (try constant(x), try constant(y))
      func inner(_ a: Value, _ b: Value, _ argument: Int) throws -> Value {
        try valueAndGradient(of: { try $0[0].power($0[1]).sum() }, at: [a, b], argument: argument)
          .gradient.sum()
      }
      return try valueAndGradient(
        of: { try xFirst ? inner(x, $0[0], 0) : inner($0[0], y, 1) }, at: [xFirst ? y : x]
      ).gradient.tensor().item()
    }
    for xFirst in [true, false] {
      #expect(try mixed(2, 0, xFirst: xFirst) == 0.5)
      #expect(try mixed(0, 2, xFirst: xFirst) == 0)
    }
  }

  @Test func squaredNormsHaveSecondDerivatives() throws {
    func hessian(_ x: [Double], _ f: @escaping (Value) throws -> Value) throws -> [[Double]] {
      try x.indices.map { k in
        let axis = x.indices.map { $0 == k ? 1.0 : 0 }
        return try hessianVectorProduct(
          of: { try f($0[0]).sum() }, at: .tensor(Tensor(x, dtype: .float64)),
          .tensor(Tensor(axis, dtype: .float64))
        ).tensor().doubles
      }
    }
    for x in [[0.0, 0], [3, 4]] {
      #expect(try hessian(x) { try $0.norm().square() } == [[2, 0], [0, 2]])
      #expect(try hessian(x) { try $0.norm().power(2) * 3 } == [[6, 0], [0, 6]])
      #expect(
        try hessian(x) {
          let r = try $0.norm()
          return try r * r
        } == [[2, 0], [0, 2]])
      #expect(try hessian(x) { try $0.standardDeviation().square() } == [[1, -1], [-1, 1]])
    }
    #expect(try hessian([0, 0]) { try ($0.norm().square() + 1).sqrt() } == [[1, 0], [0, 1]])
    #expect(try hessian([0, 0]) { try $0.norm().power(4) } == [[0, 0], [0, 0]])
  }

  @Test func ties() throws {
    #expect(try gradient([1, 2]) { try $0.maximum(constant(1, 2)) } == [0.5, 0.5])
    #expect(try gradient([1, 2]) { try $0.minimum(constant(1, 2)) } == [0.5, 0.5])
    #expect(try gradient([1, 3, 3, 2]) { try $0.max() } == [0, 0.5, 0.5, 0])
    let pooled = try gradient([1, 3, 3, 2]) {
      try $0.reshaped(to: Shape([1, 4])).maxPooled(Extent(1, 4))
    }
    #expect(pooled == [0, 1, 0, 0])
    #expect(try gradient([1, 1, 3, 2]) { try $0.min() } == [0.5, 0.5, 0, 0])
    let weights = try constant(1, 2, 3)
    #expect(try gradient([2, 1, 1]) { try $0.sorted(0).values * weights } == [3, 1, 2])
    #expect(try gradient([1, 1, 2]) { try $0.top(2, 0).values } == [1, 0, 1])
  }

  @Test func reductionsOfZerosAndConstants() throws {
    #expect(try gradient([0, 2, 3]) { try $0.product() } == [6, 0, 0])
    #expect(try gradient([0, 0, 3]) { try $0.product() } == [0, 0, 0])
    #expect(try gradient([0, 0]) { try $0.norm() } == [0, 0])
    #expect(try gradient([1, 1, 1]) { try $0.standardDeviation() } == [0, 0, 0])
    #expect(try gradient([1, 1, 1]) { try $0.variance() } == [0, 0, 0])
    #expect(try constant(1).variance().tensor().item().isNaN)
    #expect(try gradient([-.infinity, 0]) { try $0.logSumExp() } == [0, 1])
  }

  @Test func notANumberIsNeverLost() throws {
    let x = try constant(1, .nan, 2)
    #expect(try x.max().tensor().item().isNaN && x.min().tensor().item().isNaN)
    #expect(try x.argMax(0).tensor().doubles == [1] && x.argMin(0).tensor().doubles == [1])
    #expect(try x.argSorted(0).tensor().doubles == [0, 2, 1])
    #expect(try x.argSorted(0, descending: true).tensor().doubles == [1, 2, 0])
    #expect(try x.maximum(5).tensor()[1].isNaN && x.clamped(0, 1).tensor()[1].isNaN)
  }

  /// The value's derivative exists where eigenvalues are equal, the vectors' does not.
  @Test func equalEigenvalues() throws {
    let identity = Value.tensor(try .identity(2, dtype: .float64))
    func gradient(_ f: (Value) throws -> Value) throws -> [Double] {
      try valueAndGradient(of: { try f($0[0]) }, at: [identity]).gradient.tensor().doubles
    }
    #expect(try gradient { try $0.eigenDecomposition().values.sum() } == [1, 0, 0, 1])
    let vectors = try gradient {
      try ($0.eigenDecomposition().vectors * constant(0, 1)).sum()
    }
    #expect(vectors.contains { !$0.isFinite })
    let curvature = try hessianVectorProduct(
      of: { try $0[0].eigenDecomposition().values.square().sum() }, at: identity, identity)
    #expect(try curvature.tensor().doubles == [2, 0, 0, 2])
  }

  @Test func extremesOfWholeNumbers() throws {
    let x = Value.tensor(try Tensor([.min, .max, 0], shape: Shape([3])))
    #expect(try x.min().tensor().item() == Double(Int32.min))
    #expect(try x.max().tensor().item() == Double(Int32.max))
    #expect(try x.argMin(0).tensor().item() == 0)
    #expect(try x.clamped(-5, .infinity).tensor().doubles == [-5, Double(Int32.max), 0])
    #expect(try x.clamped(-5, 5).dtype == .int32 && x.clamped(-0.5, 5).dtype == .float32)
    let y = Value.tensor(try Tensor([1, 2, 3] as [Int32], shape: Shape([3])))
    #expect(
      try y.cumulativeSum(0).tensor().doubles == [1, 3, 6] && y.cumulativeSum(0).dtype == .float64)
    #expect(try y.product().dtype == .float64 && y.product().tensor().item() == 6)
  }
}
