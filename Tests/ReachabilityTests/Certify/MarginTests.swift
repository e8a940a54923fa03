import Layers
import Reachability
import Regions
import Tensors
import Testing

@Suite struct MarginTests {
  private static func normal(_ shape: [Int], seed: UInt64) throws -> Value {
    var random = CounterRandom(seed: seed)
    let shape = try Shape(shape)
    return .tensor(
      try Tensor((0..<shape.count).map { _ in random.normal() }, shape: shape, dtype: .float64))
  }

  private static func distance(_ a: Value, _ b: Value) throws -> Double {
    try (a - b).abs().max().tensor().item()
  }

  /// Functions with linear ends of several kinds, and with none; the last two mix samples.
  private static func functions() throws -> [(Value) throws -> Value] {
    let net = try Network(
      [Linear(6, 8), Tanh(), Linear(8, 5), Linear(5, 4)], seed: 3, dtype: .float64)
    let residual = try Network(
      [Linear(6, 4), ReLU(), Residual([Linear(4, 4), Tanh(), Linear(4, 4)]), Linear(4, 4)],
      seed: 4, dtype: .float64)
    let images = try Network(
      [
        Conv2d(1, 2, kernel: Extent(1, 2)), ReLU(), Conv2d(2, 2, kernel: Extent(1)),
        AvgPool2d(PoolingWindow(Extent(1, 2))), Flatten(), Linear(4, 4),
      ],
      seed: 5, dtype: .float64)
    let ends = try Network([Linear(6, 4), Sigmoid()], seed: 6, dtype: .float64)
    let weight = try normal([1, 4], seed: 7)
    return [
      { try net($0) }, { try residual($0) },
      { try images($0.reshaped(to: Shape([$0.shape[0], 1, 2, 3]))) }, { try ends($0) },
      { try net($0).softmax(1) }, { try net($0).relu() + ends($0) * weight - net($0) / 3 },
      { try (weight.greater(than: 0)).expanded(to: net($0).shape).select(net($0), ends($0)) },
      { try $0.sliced(1, 0..<4) }, { x in try net(x) - net(x).mean([0], keep: true) },
      { try net($0).cumulativeSum(0) },
    ]
  }

  @Test func mergedPropertiesAreTheSameNumbers() throws {
    let x = try Self.normal([3, 6], seed: 1)
    let rows = try Self.normal([3, 5, 4], seed: 2)
    for (k, function) in try Self.functions().enumerated() {
      let merged = try MergedProperty.apply(rows, to: function, at: x)
      let outputs = try function(x).reshaped(to: Shape([3, 1, 4]))
      #expect(try Self.distance(merged, (rows * outputs).sum([2])) < 1e-12, "function \(k)")
    }
    #expect(throws: TensorError.self) {
      try MergedProperty.apply(rows.sliced(2, 0..<3), to: { try $0.sliced(1, 0..<4) }, at: x)
    }
  }

  /// Bounds of merged properties hold samples, are never wider than those of the outputs give, and are
  /// exact behind a single linear layer.
  @Test func mergedBoundsAreNarrower() throws {
    let x = try Self.normal([3, 6], seed: 1)
    let rows = try Self.normal([3, 5, 4], seed: 2)
    let set = try Box.ball(x, epsilon: .scalar(0.3, .float64))
    for (k, function) in try Self.functions().enumerated() {
      let merged = try set.image { try MergedProperty.apply(rows, to: function, at: $0) }
      let naive = try set.image {
        try (rows * function($0).reshaped(to: Shape([3, 1, 4]))).sum([2])
      }
      #expect(
        try (merged.radius - naive.radius).max().tensor().item() < 1e-12, "function \(k)")
      for seed in 0..<100 {
        let noise = try Self.normal([3, 6], seed: UInt64(seed)).tanh()
        let move = seed % 2 == 0 ? try noise.sign() : noise
        let outputs = try function(x + move * 0.3).reshaped(to: Shape([3, 1, 4]))
        let values = try (rows * outputs).sum([2])
        #expect(try (merged.lower - values).max().tensor().item() < 1e-12, "function \(k)")
        #expect(try (values - merged.upper).max().tensor().item() < 1e-12, "function \(k)")
      }
    }
    let linear = try Network([Linear(6, 4)], seed: 8, dtype: .float64)
    let merged = try set.image { x in
      try MergedProperty.apply(rows, to: { try linear($0) }, at: x)
    }
    let weight = try linear.parameters.sliced(0, 0..<24).reshaped(to: Shape([4, 6]))
    let expected = try rows.matmul(weight).abs().sum([2]) * 0.3
    #expect(try Self.distance(merged.radius, expected) < 1e-13)
  }

  @Test(arguments: everyDomain) func marginsAreBelowThoseOfSamples(_ domain: any AbstractDomain)
    throws
  {
    let net = try Network([Linear(4, 10), Tanh(), Linear(10, 3)], seed: 2, dtype: .float64)
    let x = try Self.normal([5, 4], seed: 3)
    let oneHot = Value.tensor(
      try Tensor(
        [1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0, 0, 1, 0], shape: Shape([5, 3]), dtype: .float64))
    func margin(_ x: Value) throws -> Value {
      let logits = try net(x)
      return try Margin.least(
        (logits * oneHot).sum([1], keep: true) - logits, oneHot: oneHot)
    }
    let options = BoundOptions(domain)
    let clean = try margin(x)
    let point = try Box.ball(x, epsilon: .scalar(0, .float64))
      .margin({ try net($0) }, oneHot: oneHot, options)
    #expect(try Self.distance(point, clean) < 1e-12)
    let certified = try Box.ball(x, epsilon: .scalar(0.2, .float64))
      .margin({ try net($0) }, oneHot: oneHot, options)
    for seed in 0..<200 {
      let move = try Self.normal([5, 4], seed: UInt64(seed)).sign() * 0.2
      #expect(try (certified - margin(x + move)).max().tensor().item() < 1e-12)
    }
    #expect(throws: TensorError.self) {
      try Box.ball(x, epsilon: .scalar(0.1, .float64))
        .margin({ try net($0) }, oneHot: oneHot.sliced(1, 0..<2), options)
    }
  }
}
