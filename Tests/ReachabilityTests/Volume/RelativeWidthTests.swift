import Layers
import Reachability
import Regions
import Tensors
import TestSupport
import Testing

@Suite struct RelativeWidthTests {
  private let net = try! Network([Linear(3, 6), Tanh(), Linear(6, 4)], seed: 3, dtype: .float64)
  private let x = Value.tensor(
    try! Tensor((0..<15).map { Double($0 % 7) * 0.3 - 1 }, shape: Shape([5, 3]), dtype: .float64))

  private func set(_ options: BoundOptions, _ function: (Value) throws -> Value) throws
    -> ReachableSet
  {
    try Box.ball(x, epsilon: .scalar(0.1, .float64)).image(function, options)
  }

  private static let domains: [any AbstractDomain] = [
    IntervalDomain(), ZonotopeDomain(), CrownDomain(), CrownIntervalDomain(),
    AlphaCrownDomain(iterations: 2), IntersectionDomain(),
  ]

  @Test(arguments: domains.indices, [false, true]) func byItsDefinition(
    _ index: Int, _ isSound: Bool
  ) throws {
    var options = BoundOptions(Self.domains[index])
    options.isSound = isSound
    let image = try set(options) { try net($0) }
    let (lower, upper) = (try image.lower.tensor(), try image.upper.tensor())
    let logits = try net(x).tensor()
    let expected = (0..<5).map { row in
      let z = (0..<4).map { logits[row * 4 + $0] }
      let mean = z.reduce(0, +) / 4
      let spread = (z.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 4).squareRoot()
      return (0..<4).reduce(0) { $0 + upper[row * 4 + $1] - lower[row * 4 + $1] } / 4 / spread
    }
    try expectClose(
      image.measured(.relativeWidth).tensor().doubles, expected, relative: 1e-12)
    // A model that is prepared once for all knows its function too.
    let model = Model { try net($0) }
    let again = try Box.ball(x, epsilon: .scalar(0.1, .float64)).image(of: model, options)
    try expectClose(
      again.measured(.relativeWidth).tensor().doubles, expected, relative: 1e-10)
  }

  /// Neither a scale of the last layer nor a shift of all logits changes it, and the mean width of them all is another.
  @Test(arguments: domains.indices) func scalesAndShiftsDoNotCount(_ index: Int) throws {
    let options = BoundOptions(Self.domains[index])
    let plain = try set(options) { try net($0) }.measured(.relativeWidth).tensor().doubles
    for (scale, shift) in [(-3.0, 0.0), (1e-12, 0), (1e9, 1e9), (0.25, 7)] {
      let moved = try set(options) { try net($0) * scale + shift }
      // Adam's steps have a size of their own.
      let near = Self.domains[index] is AlphaCrownDomain ? 0.02 : 1e-7
      try expectClose(
        moved.measured(.relativeWidth).tensor().doubles, plain, relative: near)
      let width = try moved.measured(.meanWidth).tensor()[0]
      #expect(abs(width / plain[0] - 1) > 0.05)
    }
  }

  @Test func equalOutputs() throws {
    func measured(_ function: (Value) throws -> Value) throws -> [Double] {
      try set(BoundOptions(.interval), function).measured(.relativeWidth).tensor().doubles
    }
    // Nothing that depends on the input: no width, no spread.
    #expect(try measured { try $0 * 0 + 3 } == Array(repeating: 0, count: 5))
    // The same output twice: the mean width.
    let sum = try measured { x in
      let one = try x.sum([1], keep: true)
      return try Value.concatenated([one, one], dimension: 1)
    }
    expectClose(sum, Array(repeating: 0.6, count: 5), absolute: 1e-12)
    expectClose(
      try measured { try $0.sum([1], keep: true) }, Array(repeating: 0.6, count: 5), absolute: 1e-12
    )
    // A training can pass through.
    let zeros = try net.parameters.filled(0)
    let gradient = try valueAndGradient(
      of: { parameters in
        try set(BoundOptions(.interval)) { try net.with(parameters: parameters[0])($0) }
          .measured(.relativeWidth).sum()
      }, at: [zeros]
    ).gradient.tensor().doubles
    #expect(gradient.allSatisfy { $0.isFinite })
  }

  @Test func derivatives() throws {
    let error = try gradientError(
      { parameters in
        try set(BoundOptions(.interval)) { try net.with(parameters: parameters)($0) }
          .measured(.relativeWidth).sum()
      }, at: net.parameters.tensor())
    #expect(error < 1e-6)
  }

  @Test func setsWithoutAFunction() throws {
    let bounds = try Value.tensor(Tensor([1, 2], shape: Shape([1, 2]), dtype: .float64))
    let set = ReachableSet(lower: bounds, upper: bounds)
    #expect(throws: MeasureError.needsFunction(measure: .relativeWidth)) {
      try set.measured(.relativeWidth)
    }
    #expect(try set.imageOfCenter() == nil)
  }
}
