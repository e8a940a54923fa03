import Layers
import Reachability
import Regions
import Tensors
import TestSupport
import Testing

/// Absolute values replaced by sqrt(w^2 + delta^2).
@Suite struct SmoothBoundsTests {
  static let domains: [any AbstractDomain] = [
    IntervalDomain(), ZonotopeDomain(), ZonotopeDomain(slope: .deepZ),
    ZonotopeDomain(maxGenerators: 12), CrownDomain(), CrownIntervalDomain(),
    AlphaCrownDomain(iterations: 2), IntersectionDomain(),
  ]

  private func options(_ index: Int, _ smooth: Double, sound: Bool = false) -> BoundOptions {
    var options = BoundOptions(Self.domains[index])
    options.smooth = smooth
    options.isSound = sound
    return options
  }

  /// In their dense form.
  private func bounds(
    _ set: Box, _ options: BoundOptions, _ function: (Value) throws -> Value
  ) throws -> (lower: [Double], upper: [Double]) {
    let ends = try [set.lower.tensor(), set.upper.tensor()]
    let graph = try Trace.graph(ends.map(\.type)) { ends in
      let image = try Box(lower: ends[0], upper: ends[1]).image(function, options)
      return [image.lower, image.upper]
    }.graph
    let found = try Plan(graph)(ends)
    return (found[0].doubles, found[1].doubles)
  }

  /// Of one layer all domains have the same set, of radius |w| r smoothed.
  @Test(arguments: domains.indices) func oneLayer(_ index: Int) throws {
    let net = try Network([Linear(3, 2)], seed: 3, dtype: .float64)
    let all = try net.parameters.tensor().doubles
    let x = try Value.tensor(Tensor([1, 2, 3, -1, 0.5, 0], shape: Shape([2, 3]), dtype: .float64))
    let radii = [0.1, 0.2, 0.3]
    let epsilon = Value.tensor(try Tensor(radii, dtype: .float64))
    let center = try net(x).tensor().doubles
    for delta in [0, 0.01, 0.5] {
      let radius = (0..<2).map { row in
        (0..<3).reduce(0) { sum, k in
          let weight = all[row * 3 + k]
          return sum + radii[k] * (weight * weight + delta * delta).squareRoot()
        }
      }
      let found = try bounds(.ball(x, epsilon: epsilon), options(index, delta)) { try net($0) }
      expectClose(
        found.upper, center.indices.map { center[$0] + radius[$0 % 2] }, absolute: 1e-14)
      expectClose(
        found.lower, center.indices.map { center[$0] - radius[$0 % 2] }, absolute: 1e-14)
    }
  }

  /// They hold for every point, and come as near to the others as delta to zero.
  @Test(arguments: domains.indices, 1...12) func holdAndConverge(_ index: Int, _ seed: Int) throws {
    let random = try RandomNetwork(seed: seed, dtype: .float64)
    let function: (Value) throws -> Value = { try random.network($0) }
    var draw = CounterRandom(seed: UInt64(seed), stream: 7)
    let count = random.inputs.reduce(2, *)
    let x = Value.tensor(
      try Tensor(
        (0..<count).map { _ in draw.normal() }, shape: Shape([2] + random.inputs),
        dtype: .float64))
    let set = try Box.ball(x, epsilon: .scalar(0.1, .float64))
    let exact = try bounds(set, options(index, 0), function)
    for (delta, isSound) in [(0.3, false), (0.02, true)] {
      let smooth = try bounds(set, options(index, delta, sound: isSound), function)
      for k in 0..<30 {
        let outputs = try function(set.sample(corner: k % 2 == 0, &draw)).tensor().doubles
        for (place, value) in outputs.enumerated() {
          let slack = 1e-12 * (1 + abs(value))
          #expect(smooth.lower[place] <= value + slack && value <= smooth.upper[place] + slack)
        }
      }
      if Self.domains[index] is IntervalDomain {
        #expect(zip(smooth.lower, exact.lower).allSatisfy { $0 <= $1 + 1e-12 })
        #expect(zip(smooth.upper, exact.upper).allSatisfy { $0 >= $1 - 1e-12 })
      }
    }
    let scale = zip(exact.lower, exact.upper).reduce(1) { max($0, abs($1.0), abs($1.1)) }
    let tiny = try bounds(set, options(index, 1e-9), function)
    // Adam makes steps of a fixed size even where a gradient is all rounding.
    let near = Self.domains[index] is AlphaCrownDomain ? 1e-2 : 1e-5
    expectClose(tiny.lower, exact.lower, absolute: near * scale)
    expectClose(tiny.upper, exact.upper, absolute: near * scale)
  }

  /// Known or traced, they are the same numbers.
  @Test(arguments: domains.indices) func tracedAsKnown(_ index: Int) throws {
    for seed in [2, 5, 7] {
      let random = try RandomNetwork(seed: seed, dtype: .float64)
      let shape = try Shape([3] + random.inputs)
      let x = try Tensor(TensorType(shape, .float64)) { Double($0 % 7) * 0.3 - 1 }
      func image(_ x: Value) throws -> [Value] {
        let found = try Box.ball(x, epsilon: .scalar(0.125, .float64))
          .image({ try random.network($0) }, options(index, 0.05))
        return [found.lower, found.upper]
      }
      let known = try image(.tensor(x))
      let plan = try Plan(Trace.graph([x.type]) { try image($0[0]) }.graph)
      for (a, b) in zip(known, try plan([x])) {
        try expectClose(a.tensor().doubles, b.doubles, absolute: 1e-11, relative: 1e-11)
      }
    }
  }

  /// Where all weights of a layer are zero the width has a derivative, which differences find; without a delta it
  /// has a kink there.
  @Test(arguments: domains.indices) func derivativesAtZeroWeights(_ index: Int) throws {
    let net = try Network([Linear(3, 4), Tanh(), Linear(4, 2)], seed: 5, dtype: .float64)
    let last = net.parameters.shape.count - 10
    let start = try Value.concatenated(
      [
        net.parameters.sliced(0, 0..<last) * 2,
        net.parameters.sliced(0, last..<last + 10).filled(0),
      ], dimension: 0)
    let x = try Value.tensor(
      Tensor([0.3, 0.2, -0.5, 1, -0.4, 0.7], shape: Shape([2, 3]), dtype: .float64))
    func width(_ delta: Double) -> (Value) throws -> Value {
      { parameters in
        let set = try Box.ball(x, epsilon: .scalar(0.1, .float64))
        let image = try set.image(
          { try net.with(parameters: parameters)($0) }, options(index, delta))
        return try image.measured(.meanWidth).sum() + image.lower.square().sum() * 0.1
      }
    }
    #expect(try gradientError(width(0.05), at: start.tensor()) < 1e-5)
    let plain = try valueAndGradient(of: { try width(0)($0[0]) }, at: [start])
    // A step of any sign in a weight makes the set wider by as much.
    let step = try Tensor(start.type) { $0 == last ? 1e-4 : 0 }
    let up = try width(0)(start + .tensor(step)).tensor().item()
    let down = try width(0)(start - .tensor(step)).tensor().item()
    let value = try plain.value.tensor().item()
    #expect(up > value + 1e-6 && down > value + 1e-6)
  }

  /// Differences that are taken into the last layer are smoothed as well, and certify no more.
  @Test(arguments: [0, 1, 4, 7]) func margins(_ index: Int) throws {
    let net = try Network([Linear(3, 6), ReLU(), Linear(6, 3)], seed: 2, dtype: .float64)
    let x = try Value.tensor(
      Tensor((0..<12).map { Double($0 % 5) * 0.2 }, shape: Shape([4, 3]), dtype: .float64))
    let oneHot = try Labels.oneHot(
      .tensor(Tensor([Int32(1), 2, 3, 1], shape: Shape([4]))), samples: 4, classes: 3,
      dtype: .float64)
    let set = try Box.ball(x, epsilon: .scalar(0.05, .float64))
    func margins(_ delta: Double) throws -> [Double] {
      try set.margin({ try net($0) }, oneHot: oneHot, options(index, delta)).tensor().doubles
    }
    let exact = try margins(0)
    #expect(zip(try margins(0.1), exact).allSatisfy { $0 < $1 })
    try expectClose(margins(1e-9), exact, absolute: 1e-6)
  }

  /// Of a zonotope the sum of generators follows the bounds.
  @Test func generatorSums() throws {
    let net = try Network([Linear(3, 4), Tanh(), Linear(4, 2)], seed: 5, dtype: .float64)
    let x = try Value.tensor(Tensor([0.3, 0.2, -0.5], shape: Shape([1, 3]), dtype: .float64))
    let set = try Box.ball(x, epsilon: .scalar(0.1, .float64))
    for delta in [0, 0.1] {
      let image = try set.image({ try net($0) }, options(1, delta))
      let sum = try image.measured(.generatorSum).tensor().item()
      try expectClose(sum, image.radius.sum().tensor().item(), absolute: 1e-14)
    }
  }
}
