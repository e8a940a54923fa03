import Foundation
import Layers
import Reachability
import Regions
import Tensors
import TestSupport
import Testing

@Suite struct IntervalTests {
  private static func expectContained(
    _ set: Box, _ tolerance: Double, _ what: String, _ function: (Value) throws -> Value
  ) throws {
    let image = try set.image(function)
    let (low, high) = (try image.lower.tensor().doubles, try image.upper.tensor().doubles)
    var random = CounterRandom(seed: 5)
    for round in 0..<200 {
      let y = try function(set.sample(corner: round % 2 == 0, &random)).tensor().doubles
      for k in y.indices {
        let slack = tolerance * (1 + abs(y[k]))
        #expect(y[k] >= low[k] - slack && y[k] <= high[k] + slack, "\(what)")
      }
    }
  }

  /// Sampled outputs of random networks lie inside, whatever the activations, in both precisions.
  @Test(arguments: 0..<20, [DType.float32, .float64])
  func outputsOfNetworksLieInside(_ seed: Int, _ dtype: DType) throws {
    let activations: [any Activation] = [
      Tanh(), ReLU(), Sigmoid(), Softplus(), LeakyReLU(0.2), Identity(), SiLU(),
    ]
    var random = CounterRandom(seed: UInt64(seed))
    let widths = [
      1 + random.integer(below: 6), 1 + random.integer(below: 9), 1 + random.integer(below: 5),
    ]
    let net = try Network(
      [
        Linear(widths[0], widths[1]), activations[seed % 7], Linear(widths[1], widths[1]),
        activations[(seed * 3 + 1) % 7], Linear(widths[1], widths[2]),
      ], seed: UInt64(seed), dtype: dtype)
    let x = try Tensor(
      (0..<3 * widths[0]).map { _ in random.normal() }, shape: Shape([3, widths[0]]), dtype: dtype)
    // Widths from zero to large, one for each feature.
    let radius = try Tensor(
      (0..<widths[0]).map { k in k % 3 == 0 ? 0 : random.uniform() * Double(k) }, dtype: dtype)
    let set = try Box.ball(.tensor(x), epsilon: .tensor(radius))
    try Self.expectContained(set, dtype == .float32 ? 1e-5 : 1e-13, "seed \(seed)") { try net($0) }
  }

  /// Every primitive that has a bound, as a function of all its inputs.
  @Test(arguments: Registry.examples.indices) func primitivesAreContained(_ index: Int) throws {
    let example = Registry.examples[index]
    guard example.indices.isEmpty else { return }
    var random = CounterRandom(seed: 9)
    let (low, high) = (example.domain.lowerBound, example.domain.upperBound)
    let counts = example.shapes.map { $0.reduce(1, *) }
    let all = counts.reduce(0, +)
    let ends = (0..<all).map { _ in
      let a = low + random.uniform() * (high - low)
      let b = low + random.uniform() * (high - low)
      return (min(a, b), max(a, b))
    }
    let set = try Box(
      lower: .tensor(Tensor(ends.map(\.0), dtype: .float64)),
      upper: .tensor(Tensor(ends.map(\.1), dtype: .float64)))
    do {
      try Self.expectContained(set, 1e-12, example.primitive.name) { x in
        var first = 0
        let parts = try example.shapes.map { sizes in
          let count = sizes.reduce(1, *)
          defer { first += count }
          return try x.sliced(0, first..<first + count).reshaped(to: Shape(sizes))
        }
        return try apply(example.primitive, parts)
      }
    } catch let error as UnboundedOperation {
      // Without a rule the error names the operation; these are the ones that have none yet.
      #expect(
        [
          "eq", "ne", "prod", "argmax", "argmin", "argsort", "topk", "eigh", "svd",
          "qr",
          "cholesky", "solve", "max_pool2d_scatter", "max_pool2d_pick",
        ].contains(error.operation))
    }
  }

  @Test func linearLayersAreExact() throws {
    let net = try Network([Linear(2, 1)]).with(
      parameters: .tensor(Tensor([2, -3, 1], dtype: .float64)))
    let x = Value.tensor(try Tensor([1, 1], shape: Shape([1, 2]), dtype: .float64))
    let image = try Box.ball(x, epsilon: .scalar(0.5, .float64)).image { try net($0) }
    #expect(try image.lower.tensor().doubles == [-2.5])
    #expect(try image.upper.tensor().doubles == [2.5])
    #expect(try image.center.tensor().doubles == [0])
    #expect(try image.radius.tensor().doubles == [2.5])
  }

  @Test func joinsOfManyTensorsKeepAllOfThem() throws {
    let set = try Box(
      lower: .tensor(.full(0, shape: Shape([1]))), upper: .tensor(.full(1, shape: Shape([1]))))
    let image = try set.image { try .concatenated(Array(repeating: $0, count: 70), dimension: 0) }
    #expect(image.upper.shape == (try Shape([70])))
  }

  /// Powers with whole exponents of bases of either sign, crests and troughs inside and outside.
  @Test(arguments: [-3.0, -2, 0, 3, 4, 5]) func wholePowersOfAnyBase(_ exponent: Double) throws {
    var random = CounterRandom(seed: 8)
    let ends = (0..<60).map { _ in (random.normal(), 2 * random.uniform()) }
    let set = try Box(
      lower: .tensor(Tensor(ends.map { $0.0 }, dtype: .float64)),
      upper: .tensor(Tensor(ends.map { $0.0 + $0.1 }, dtype: .float64)))
    try Self.expectContained(set, 1e-12, "power \(exponent)") { try $0.power(exponent) }
    let image = try set.image { try $0.power(exponent) }
    if exponent > 0 {
      // The ends are reached: by an end of the bases, or by zero.
      let (low, high) = (try image.lower.tensor().doubles, try image.upper.tensor().doubles)
      for (k, (a, width)) in ends.enumerated() {
        let values = [a, a + width].map { pow($0, exponent) }
        let isEven = exponent.truncatingRemainder(dividingBy: 2) == 0
        let smallest = isEven && a < 0 && a + width > 0 ? 0 : values.min()!
        expectClose([low[k], high[k]], [smallest, values.max()!], absolute: 1e-12)
      }
    }
  }

  @Test(arguments: [DType.float32, .float64]) func wavesOfAnyWidth(_ dtype: DType) throws {
    var random = CounterRandom(seed: 8)
    let ends = (0..<200).map { k in (20 * random.normal(), k % 9 == 0 ? 0 : 4 * random.uniform()) }
    let set = try Box(
      lower: .tensor(Tensor(ends.map { $0.0 }, dtype: dtype)),
      upper: .tensor(Tensor(ends.map { $0.0 + $0.1 }, dtype: dtype)))
    let tolerance = dtype == .float64 ? 1e-13 : 2e-6
    for (name, f) in [("sin", { try $0.sin() }), ("cos", { try $0.cos() })]
      as [(String, (Value) throws -> Value)]
    {
      try Self.expectContained(set, tolerance, name, f)
      let image = try set.image(f)
      let (low, high) = (try image.lower.tensor().doubles, try image.upper.tensor().doubles)
      for (k, (a, width)) in ends.enumerated() {
        let values = (0...2000).map { step -> Double in
          let x = a + width * Double(step) / 2000
          return name == "sin" ? sin(x) : cos(x)
        }
        // Points of a grid come within the square of its distance.
        #expect(low[k] >= values.min()! - 1e-5 && high[k] <= values.max()! + 1e-5)
      }
    }
  }

  /// Bases and exponents that vary.
  @Test func powersOfPositiveBases() throws {
    let set = try Box(
      lower: .tensor(Tensor([0.2, -1.5], shape: Shape([1, 2]), dtype: .float64)),
      upper: .tensor(Tensor([1.7, 2], shape: Shape([1, 2]), dtype: .float64)))
    try Self.expectContained(set, 1e-12, "pow") { x in
      try x.sliced(1, 0..<1).power(x.sliced(1, 1..<2))
    }
  }

  /// A divisor that may be zero leaves nothing known.
  @Test func quotientsAtTheirPole() throws {
    let set = try Box(
      lower: .tensor(Tensor([-1, 1], dtype: .float64)),
      upper: .tensor(Tensor([1, 2], dtype: .float64)))
    let image = try set.image { try 1 / $0 }
    #expect(try image.lower.tensor().doubles == [-.infinity, 0.5])
    #expect(try image.upper.tensor().doubles == [.infinity, 1])
  }

  @Test func setsAreChecked() throws {
    let x = Value.tensor(try Tensor([0, 1], shape: Shape([1, 2])))
    #expect(throws: Ball.Failure.epsilon(-1)) {
      try Box.ball(x, epsilon: .scalar(-1))
    }
    #expect(throws: Ball.Failure.self) { try Box.ball(x, epsilon: .scalar(.nan)) }
    #expect(throws: Box.Failure.crossed(lower: 1, upper: 0, element: 2)) {
      try Box(lower: x, upper: x * 0)
    }
    #expect(throws: TensorError.self) {
      try Box(lower: x, upper: .tensor(.full(1, shape: Shape([1, 3]))))
    }
    #expect(throws: Box.Failure.self) {
      try Box.ball(x, epsilon: .scalar(0.5), clip: Clip(5...6))
    }
    let clipped = try Box.ball(x, epsilon: .scalar(0.5), clip: Clip(0...1))
    #expect(try clipped.lower.tensor().doubles == [0, 0.5])
    #expect(try clipped.upper.tensor().doubles == [0.5, 1])
  }

  @Test func measuresOfAKnownBox() throws {
    let set = ReachableSet(
      lower: .tensor(try Tensor([0, 0, 0, 1], shape: Shape([2, 2]), dtype: .float64)),
      upper: .tensor(try Tensor([2, 8, 1, 1], shape: Shape([2, 2]), dtype: .float64)))
    func value(_ measure: Measure) throws -> [Double] { try set.measured(measure).tensor().doubles }
    try expectClose(value(.volume)[0], 16, absolute: 1e-12)
    try expectClose(value(.logVolume)[0], 2.772588722239781, absolute: 1e-13)
    try expectClose(value(.geometricWidth)[0], 4, absolute: 1e-13)
    #expect(try value(.meanWidth)[0] == 5)
    #expect(try value(.maxWidth)[0] == 8)
    // A side of width zero leaves the logarithm finite.
    #expect(try value(.logVolume)[1].isFinite)
    #expect(try set.contains(set.center).tensor().doubles == [1, 1])
    #expect(try set.contains(set.upper + 1e-9).tensor().doubles == [0, 0])
  }

  /// Bounds are traced like everything else: sensitivity compiles, with its gradient.
  @Test func boundsCompile() throws {
    let net = try Network([Linear(2, 4), Tanh(), Linear(4, 2)], dtype: .float64)
    let x = Value.tensor(try Tensor([0.1, 0.2, -1, 2], shape: Shape([2, 2]), dtype: .float64))
    func sensitivity(_ w: Value) throws -> Value {
      try Box.ball(x, epsilon: .scalar(0.1, .float64))
        .image { try net.with(parameters: w)($0) }.measured(.logVolume).mean()
    }
    let compiled = Compiled { v in
      let (value, gradient) = try valueAndGradient(of: { try sensitivity($0[0]) }, at: v)
      return [value, gradient]
    }
    let results = try compiled([net.parameters])
    let eager = try valueAndGradient(of: { try sensitivity($0[0]) }, at: [net.parameters])
    try expectClose(results[0].tensor().item(), eager.value.tensor().item(), absolute: 1e-13)
    try expectClose(
      results[1].tensor().doubles, eager.gradient.tensor().doubles, absolute: 1e-12)
    #expect(try gradientError(sensitivity, at: net.parameters.tensor()) < 1e-7)
  }
}
