import Tensors
import TestSupport
import Testing

@Suite struct GradientTests {
  private func vector(_ values: [Double]) throws -> Value {
    .tensor(try Tensor(values, dtype: .float64))
  }

  /// Long products, of any number of factors, are derived without a table of all pairs.
  @Test(arguments: [1, 2, 3, 7, 64, 20_001]) func longProducts(_ count: Int) throws {
    let factors = (0..<count).map { 1 + 0.3 * Double($0 % 11 - 5) / 5 }
    let product = factors.reduce(1, *)
    let (value, gradient) = try valueAndGradient(of: { try $0[0].product() }, at: [vector(factors)])
    try expectClose(value.tensor().item(), product, relative: 1e-9)
    for (slope, factor) in zip(try gradient.tensor().doubles, factors) {
      expectClose(slope, product / factor, absolute: 1e-9 * abs(product))
    }
  }

  @Test func functionsMayBranchOnValues() throws {
    let f: ([Value]) throws -> Value = { arguments in
      let x = arguments[0]
      return try x.tensor()[0] > 0 ? x.square().sum() : x.sum()
    }
    #expect(try valueAndGradient(of: f, at: [vector([3])]).gradient.tensor().doubles == [6])
    #expect(try valueAndGradient(of: f, at: [vector([-3])]).gradient.tensor().doubles == [1])
  }

  @Test func branchingIsAnErrorWhileShapesAreTraced() throws {
    let compiled = Compiled { arguments in
      try arguments[0].tensor()[0] > 0 ? [arguments[0]] : []
    }
    #expect(throws: TensorError.valueWhileTracing(operation: "item")) {
      try compiled([vector([1])])
    }
  }

  /// d/dx of x * (d/dy of x * y at y = x): the inner derivative must not see the outer x as its
  /// own.
  @Test func nestedDerivativesDoNotConfuseTheirVariables() throws {
    let outer = try valueAndGradient(
      of: { outer in
        let x = outer[0]
        let inner = try valueAndGradient(of: { try (x * $0[0]).sum() }, at: [x]).gradient
        return try (x * inner).sum()
      }, at: [vector([3])]
    ).gradient
    // The inner gradient is x, so the outer function is x^2.
    #expect(try outer.tensor().doubles == [6])
  }

  @Test func unusedArgumentsHaveZeroGradient() throws {
    let constant = try vector([7])
    let gradient = try valueAndGradient(of: { _ in try constant.sum() }, at: [vector([1, 2])])
      .gradient
    #expect(try gradient.tensor().doubles == [0, 0])
  }

  @Test func normAtZeroHasGradientZero() throws {
    let gradient = try valueAndGradient(of: { try $0[0].norm() }, at: [vector([0, 0])]).gradient
    #expect(try gradient.tensor().doubles == [0, 0])
  }

  @Test func stopGradientStops() throws {
    let gradient = try valueAndGradient(
      of: { try ($0[0] * $0[0].stopGradient()).sum() }, at: [vector([3])]
    ).gradient
    #expect(try gradient.tensor().doubles == [3])
  }

  /// Slices that overlap, leave gaps, or come out of order give the same gradient as the sum of
  /// pads.
  @Test func slicesOfOneVectorAddUp() throws {
    let x = try vector([1, 2, 3, 4, 5, 6])
    let gradient = try valueAndGradient(
      of: { arguments in
        let x = arguments[0]
        return try x.sliced(0, 3..<5).square().sum() + x.sliced(0, 0..<2).sum() * 10
          + x.sliced(0, 1..<4).sum() + x.square().sum() * 0.5
      }, at: [x]
    ).gradient
    #expect(try gradient.tensor().doubles == [11, 13, 4, 13, 15, 6])
  }

  @Test func hessianOfACubic() throws {
    let product = try hessianVectorProduct(
      of: { try ($0[0].square() * $0[0]).sum() }, at: vector([1, 2]), vector([1, 1]))
    #expect(try product.tensor().doubles == [6, 12])
  }

  @Test func gradientsOfWholeNumbersAreErrors() throws {
    let x = Value.tensor(try Tensor([Int32(1)], shape: Shape([1])))
    #expect(throws: TensorError.self) { try valueAndGradient(of: { try $0[0].sum() }, at: [x]) }
  }

  @Test func vectorsAreNoScalars() throws {
    #expect(throws: TensorError.notScalar(try Shape([2]))) {
      try valueAndGradient(of: { $0[0] }, at: [vector([1, 2])])
    }
  }

  @Test func gradientErrorFindsWrongDerivatives() throws {
    let x = try Tensor([0.3, -0.7], dtype: .float64)
    #expect(try gradientError({ try $0.tanh().sum() }, at: x) < 1e-9)
    #expect(try gradientError({ try $0.stopGradient().square().sum() }, at: x) > 0.1)
  }
}
