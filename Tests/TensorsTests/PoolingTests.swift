import Tensors
import Testing

@Suite struct PoolingTests {
  private func images(_ values: [Double], _ sizes: Int..., dtype: DType = .float64) throws -> Value
  {
    .tensor(try Tensor(values, shape: Shape(sizes), dtype: dtype))
  }

  @Test func windowsOfAKnownImage() throws {
    let x = try images((1...12).map(Double.init), 3, 4)
    #expect(try x.maxPooled(Extent(2)).tensor().doubles == [6, 8])
    #expect(try x.averagePooled(Extent(2)).tensor().doubles == [3.5, 5.5])
    #expect(
      try x.maxPooled(Extent(2), stride: Extent(1)).tensor().doubles == [6, 7, 8, 10, 11, 12])
    let padded = try x.averagePooled(Extent(2), padding: Extent(1)).tensor()
    #expect(padded.shape == (try Shape([2, 3])))
    #expect(padded.doubles == [0.25, 1.25, 1, 3.5, 8.5, 5])
    // Padding is never the largest, not even of negative numbers.
    let high = try (-x).maxPooled(Extent(2), padding: Extent(1)).tensor()
    #expect(high.doubles == [-1, -2, -4, -5, -6, -8])
  }

  /// Each window against its definition, whatever the strides, in both precisions.
  @Test(arguments: [1, 2, 3], [DType.float32, .float64])
  func windowsAgreeWithTheirDefinition(_ stride: Int, _ dtype: DType) throws {
    var random = CounterRandom(seed: 4)
    let (planes, high, wide) = (3, 9, 21)
    let x = try Tensor(
      (0..<planes * high * wide).map { _ in Double(random.integer(below: 40)) },
      shape: Shape([planes, high, wide]), dtype: dtype)
    for size in [Extent(2), Extent(3), Extent(1, 4)] {
      let padding = Extent(size.height / 2, size.width / 2)
      let largest = try Value.tensor(x).maxPooled(size, stride: Extent(stride), padding: padding)
      let mean = try Value.tensor(x).averagePooled(size, stride: Extent(stride), padding: padding)
      let shape = largest.shape
      var at = 0
      for p in 0..<planes {
        for i in 0..<shape[1] {
          for j in 0..<shape[2] {
            var inside: [Double] = []
            for y in i * stride - padding.height..<i * stride - padding.height + size.height {
              for k in j * stride - padding.width..<j * stride - padding.width + size.width
              where y >= 0 && y < high && k >= 0 && k < wide {
                inside.append(x[(p * high + y) * wide + k])
              }
            }
            #expect(try largest.tensor()[at] == inside.max())
            let expected = inside.reduce(0, +) / Double(size.height * size.width)
            #expect(abs(try mean.tensor()[at] - expected) < (dtype == .float32 ? 1e-5 : 1e-13))
            at += 1
          }
        }
      }
    }
  }

  @Test func theFirstOfEqualElementsGetsTheDerivative() throws {
    let x = try images([1, 3, 3, 3, 2, 3], 2, 3)
    let gradient = try valueAndGradient(
      of: { try $0[0].maxPooled(Extent(2), stride: Extent(1)).sum() }, at: [x]
    ).gradient
    #expect(try gradient.tensor().doubles == [0, 2, 0, 0, 0, 0])
  }

  @Test func notANumberPropagates() throws {
    let x = try images([1, .nan, 3, 4, 5, 6, 7, 8, -.infinity, -.infinity, 0, 0], 2, 6)
    let largest = try x.maxPooled(Extent(2)).tensor().doubles
    #expect(largest[0].isNaN && largest[1] == 4 && largest[2] == 6)
    #expect(try x.averagePooled(Extent(2)).tensor().doubles[0].isNaN)
    let gradient = try valueAndGradient(
      of: { try $0[0].maxPooled(Extent(2)).sum() }, at: [x]
    ).gradient.tensor().doubles
    #expect(gradient == [0, 1, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0])
    let lost = try images([-.infinity, -.infinity], 1, 2).maxPooled(Extent(1, 2)).tensor()
    #expect(lost.doubles == [-.infinity])
  }

  @Test func wrongWindowsAreErrors() throws {
    let x = try images([1, 2, 3, 4], 2, 2)
    for (size, stride, padding) in [
      (Extent(3), Extent(1), Extent(0)), (Extent(2), Extent(1), Extent(2)),
      (Extent(0), Extent(1), Extent(0)), (Extent(2), Extent(0), Extent(0)),
      (Extent(2), Extent(1), Extent(-1)), (Extent(.max), Extent(1), Extent(0)),
    ] {
      #expect(throws: TensorError.self) {
        try x.maxPooled(size, stride: stride, padding: padding)
      }
      #expect(throws: TensorError.self) {
        try x.averagePooled(size, stride: stride, padding: padding)
      }
    }
    #expect(throws: TensorError.self) { try images([1], 1).maxPooled(Extent(1)) }
    #expect(try images([], 0, 2, 2).maxPooled(Extent(2)).shape == (try Shape([0, 1, 1])))
  }
}
