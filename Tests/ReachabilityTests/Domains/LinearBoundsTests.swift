import Layers
import Reachability
import Regions
import Tensors
import TestSupport
import Testing

@Suite struct LinearBoundsTests {
  private static let domains: [any AbstractDomain] = [
    CrownDomain(), CrownIntervalDomain(), AlphaCrownDomain(), IntersectionDomain(),
  ]

  private static func options(_ domain: any AbstractDomain, sound: Bool = false) -> BoundOptions {
    var options = BoundOptions(domain, iterations: 3)
    options.isSound = sound
    return options
  }

  private static func expectContained(
    _ set: Box, _ options: BoundOptions, _ what: String, _ function: (Value) throws -> Value
  ) throws {
    let image = try set.image(function, options)
    let (low, high) = (try image.lower.tensor().doubles, try image.upper.tensor().doubles)
    var random = CounterRandom(seed: 3)
    for round in 0..<80 {
      let value = try function(set.sample(corner: round % 2 == 0, &random)).tensor()
      let y = value.doubles
      for k in y.indices {
        let slack = (value.dtype == .float64 ? 1e-11 : 1e-6) * (1 + abs(y[k]))
        #expect(
          y[k] >= low[k] - slack && y[k] <= high[k] + slack, "\(what) \(options.domain.name): \(k)")
      }
    }
  }

  /// Every primitive that has bounds, as a function of all its inputs, and behind products that give its
  /// inputs something in common.
  @Test(arguments: Registry.examples.indices) func primitivesAreContained(_ index: Int) throws {
    let example = Registry.examples[index]
    guard example.indices.isEmpty else { return }
    let (low, high) = (example.domain.lowerBound, example.domain.upperBound)
    let count = example.shapes.map { $0.reduce(1, *) }.reduce(0, +)
    // The whole domain, and a narrow set.
    for scale in [1, 0.03] {
      var random = CounterRandom(seed: 8)
      let ends = (0..<count).map { _ in
        let (a, b) = (random.uniform(), random.uniform())
        let middle = low + a * (high - low)
        return (middle, middle + scale * (low + b * (high - low) - middle))
      }
      let set = try Box(
        lower: .tensor(Tensor(ends.map { min($0.0, $0.1) }, dtype: .float64)),
        upper: .tensor(Tensor(ends.map { max($0.0, $0.1) }, dtype: .float64)))
      for domain in Self.domains {
        do {
          try Self.expectContained(set, Self.options(domain), example.primitive.name) { x in
            var first = 0
            let parts = try example.shapes.map { sizes in
              let count = sizes.reduce(1, *)
              defer { first += count }
              return try x.sliced(0, first..<first + count).reshaped(to: Shape(sizes))
            }
            let y = try apply(example.primitive, parts)
            // What is done with the result must keep its bounds, with either sign.
            return try .concatenated(
              [
                y.reshaped(to: Shape([y.shape.count])), -y.reshaped(to: Shape([y.shape.count])) * 2,
              ],
              dimension: 0)
          }
        } catch let error as UnboundedOperation {
          #expect(error.operation == example.primitive.name)
          // What intervals can bound, linear bounds can as well.
          #expect(throws: UnboundedOperation.self) {
            try set.image { x in
              var first = 0
              let parts = try example.shapes.map { sizes in
                let count = sizes.reduce(1, *)
                defer { first += count }
                return try x.sliced(0, first..<first + count).reshaped(to: Shape(sizes))
              }
              return try apply(example.primitive, parts)
            }
          }
        }
      }
    }
  }

  private static func network(_ layers: [any Layer], _ seed: UInt64) throws -> Network {
    try Network(layers, seed: seed, dtype: .float64)
  }

  private static func inputs(_ shape: [Int], _ seed: UInt64) throws -> Value {
    var random = CounterRandom(seed: seed)
    let shape = try Shape(shape)
    return .tensor(try Tensor(TensorType(shape, .float64)) { _ in random.normal() })
  }

  /// The dense form, whatever the size.
  private static func dense(
    _ set: Box, _ net: Network, _ options: BoundOptions
  ) throws -> (lower: [Double], upper: [Double]) {
    let compiled = Compiled { values in
      let image = try Box(lower: values[0], upper: values[1])
        .image({ try net($0) }, options)
      return [image.lower, image.upper]
    }
    let found = try compiled([set.lower, set.upper])
    return (try found[0].tensor().doubles, try found[1].tensor().doubles)
  }

  private static func expectEqual(_ a: [Double], _ b: [Double], _ tolerance: Double = 1e-9) {
    #expect(a.count == b.count)
    for (x, y) in zip(a, b) { #expect(abs(x - y) <= tolerance * (1 + abs(x)), "\(x) \(y)") }
  }

  /// What a driver finds row by row, for unstable neurons and patches of images, is what one pass over
  /// everything finds.
  @Test(arguments: 0..<4) func driversAgreeWithTheDenseForm(_ kind: Int) throws {
    let nets: [([any Layer], [Int])] = try [
      ([Linear(90, 120), ReLU(), Linear(120, 110), ReLU(), Linear(110, 4)], [3, 90]),
      (
        [
          try Conv2d(2, 6, kernel: Extent(4), stride: Extent(2), padding: Extent(1)), ReLU(),
          try Conv2d(6, 8, kernel: Extent(3), padding: Extent(1)), ReLU(), Flatten(),
          Linear(8 * 36, 30), ReLU(), Linear(30, 5),
        ], [2, 2, 12, 12]
      ),
      (
        [
          try Conv2d(1, 4, kernel: Extent(3), padding: Extent(1)), ReLU(),
          Residual([
            try Conv2d(4, 4, kernel: Extent(3), padding: Extent(1)), try BatchNorm(4), ReLU(),
          ]), Flatten(), Linear(4 * 144, 5),
        ], [2, 1, 12, 12]
      ),
      ([Linear(90, 120), Tanh(), Linear(120, 110), Sigmoid(), Linear(110, 4)], [2, 90]),
    ]
    let (layers, shape) = nets[kind]
    let net = try Self.network(layers, UInt64(kind))
    for epsilon in [0.005, 0.08] {
      let set = try Box.ball(
        Self.inputs(shape, 7), epsilon: .scalar(epsilon, .float64))
      for isSound in [false, true] {
        let options = Self.options(CrownDomain(), sound: isSound)
        let driven = try set.image({ try net($0) }, options)
        let dense = try Self.dense(set, net, options)
        let widths = zip(dense.lower, dense.upper).map { $1 - $0 }
        // A neuron that intervals find stable may be unstable by linear bounds: then the driver's are
        // narrower, by little.
        Self.expectEqual(try driven.lower.tensor().doubles, dense.lower, 1e-3 * widths[0])
        Self.expectEqual(try driven.upper.tensor().doubles, dense.upper, 1e-3 * widths[0])
      }
    }
  }

  /// Optimized lines are never worse, and usually better; an intersection is the narrowest.
  @Test(arguments: [0, 1, 2]) func optimizedLinesAreNarrower(_ kind: Int) throws {
    let nets: [[any Layer]] = try [
      [Linear(4, 12), ReLU(), Linear(12, 10), ReLU(), Linear(10, 3)],
      [Linear(4, 12), Tanh(), Linear(12, 3)],
      [Linear(4, 12), Softplus(), Linear(12, 8), Sigmoid(), Linear(8, 3)],
    ]
    let net = try Self.network(nets[kind], 1)
    let set = try Box.ball(Self.inputs([3, 4], 2), epsilon: .scalar(0.4, .float64))
    func bounds(_ options: BoundOptions) throws -> (lower: [Double], upper: [Double]) {
      let image = try set.image({ try net($0) }, options)
      return (try image.lower.tensor().doubles, try image.upper.tensor().doubles)
    }
    let crown = try bounds(Self.options(CrownDomain()))
    let options = BoundOptions(AlphaCrownDomain(iterations: 20))
    let alpha = try bounds(options)
    for k in crown.lower.indices {
      #expect(alpha.lower[k] >= crown.lower[k] && alpha.upper[k] <= crown.upper[k])
    }
    let width = { (b: (lower: [Double], upper: [Double])) in
      zip(b.lower, b.upper).reduce(0) { $0 + $1.1 - $1.0 }
    }
    #expect(width(alpha) < 0.999 * width(crown))
    // The dense form, with all steps in one graph, is the same optimization.
    let dense = try Self.dense(set, net, options)
    Self.expectEqual(dense.lower, alpha.lower)
    Self.expectEqual(dense.upper, alpha.upper)

    let common = try bounds(Self.options(IntersectionDomain()))
    for domain in [IntervalDomain(), ZonotopeDomain(), CrownDomain()] as [any AbstractDomain] {
      let part = try bounds(Self.options(domain))
      for k in part.lower.indices {
        #expect(common.lower[k] >= part.lower[k] && common.upper[k] <= part.upper[k])
      }
    }
  }

  /// Bounds are differentiable like everything else.
  @Test(
    arguments: [CrownDomain(), CrownIntervalDomain(), AlphaCrownDomain()] as [any AbstractDomain],
    [0, 1])
  func boundsHaveDerivatives(_ domain: any AbstractDomain, _ kind: Int) throws {
    let activation: any Layer = kind == 0 ? ReLU() : Tanh()
    let net = try Self.network(
      [Linear(3, 6), activation, Linear(6, 5), activation, Linear(5, 2)], 4)
    let x = try Self.inputs([2, 3], 5)
    // Steps of the optimization are not differentiated: the derivative is that of its last lines.
    let options = BoundOptions(domain, iterations: 1)
    func size(_ w: Value) throws -> Value {
      try Box.ball(x, epsilon: .scalar(0.1, .float64))
        .image({ try net.with(parameters: w)($0) }, options).measured(.logVolume).mean()
    }
    let error = try gradientError(size, at: net.parameters.tensor())
    #expect(error < (domain is AlphaCrownDomain ? 1e-2 : 1e-6))
  }

  /// A function of neighbouring rows has no rows of its own to be bounded by.
  @Test func functionsMayMixRows() throws {
    let set = try Box.ball(Self.inputs([3, 4], 1), epsilon: .scalar(0.3, .float64))
    let other = try Self.inputs([3, 4], 2)
    for domain in Self.domains {
      try Self.expectContained(set, Self.options(domain), "rows") { x in
        try (x - x.mean([0], keep: true)).tanh() * other + x.sum([0], keep: true).relu()
      }
      try Self.expectContained(set, Self.options(domain), "pairs") { x in
        try x.matmul(x.transposed(0, 1)).sigmoid()
      }
      try Self.expectContained(set, Self.options(domain), "scores") { x in
        try x.matmul(other.transposed(0, 1)).softmax(1)
      }
    }
  }

  /// In single precision plain bounds are on the wrong side of exact ones about half of the time; sound
  /// ones never are. A linear function's exact bounds are known to double precision.
  @Test(arguments: everyDomain) func soundBoundsHoldExactly(_ domain: any AbstractDomain) throws {
    var random = CounterRandom(seed: 11)
    let weights = (0..<40 * 60).map { _ in Double(Float(random.normal())) }
    let shift = (0..<60).map { _ in Double(Float(random.normal())) }
    // The ball's ends are numbers of single precision.
    let x = (0..<2 * 40).map { _ in (random.normal() * 64).rounded() / 64 }
    let epsilon = 0x1p-7
    func bounds(_ dtype: DType, sound: Bool) throws -> (lower: [Double], upper: [Double]) {
      let w = Value.tensor(try Tensor(weights, shape: Shape([60, 40]), dtype: dtype))
      let b = Value.tensor(try Tensor(shift, dtype: dtype))
      let center = Value.tensor(try Tensor(x, shape: Shape([2, 40]), dtype: dtype))
      let image = try Box.ball(center, epsilon: .scalar(epsilon, .float64))
        .image(
          { try ($0.matmul(transposed: w) + b).relu() * 3 - 1 }, Self.options(domain, sound: sound))
      return (try image.lower.tensor().doubles, try image.upper.tensor().doubles)
    }
    // The rectifier is bounded exactly where it is stable.
    var exact: [(lower: Double, upper: Double)?] = []
    for row in 0..<2 {
      for k in 0..<60 {
        var (middle, radius) = (shift[k], 0.0)
        for j in 0..<40 {
          middle += weights[k * 40 + j] * x[row * 40 + j]
          radius += abs(weights[k * 40 + j]) * epsilon
        }
        let isStable = middle > 2 * radius
        exact.append(isStable ? (3 * (middle - radius) - 1, 3 * (middle + radius) - 1) : nil)
      }
    }
    func outside(_ found: (lower: [Double], upper: [Double])) -> Int {
      exact.enumerated().filter { k, bounds in
        guard let bounds else { return false }
        // Double precision leaves some doubt itself.
        let doubt = 1e-13 * (1 + abs(bounds.lower) + abs(bounds.upper))
        return found.lower[k] > bounds.lower + doubt || found.upper[k] < bounds.upper - doubt
      }.count
    }
    #expect(outside(try bounds(.float32, sound: false)) > 5)
    #expect(outside(try bounds(.float32, sound: true)) == 0)
    let sound = try bounds(.float64, sound: true)
    #expect(outside(sound) == 0)
    for (k, bounds) in exact.enumerated() {
      guard let bounds else { continue }
      #expect(sound.lower[k] > bounds.lower - 1e-9 && sound.upper[k] < bounds.upper + 1e-9)
    }
  }
}

@Suite struct DominanceTests {
  /// Where one element is certain to be the largest, taking the largest is linear: what follows keeps what
  /// it has in common with other values.
  @Test(arguments: [CrownDomain(), ZonotopeDomain()] as [any AbstractDomain])
  func certainMaximaAreExact(_ domain: any AbstractDomain) throws {
    let x = Value.tensor(
      try Tensor(
        [5, 1, 0, 2, 1, 7, 3, 3, 0, 0, 9, 2, 1, 2, 3, 4],
        shape: Shape([1, 1, 4, 4]),
        dtype: .float64))
    let set = try Box.ball(x, epsilon: .scalar(0.25, .float64))
    let window = try PoolingWindow(Extent(2))
    let image = try set.image(
      { x in
        // Each of the largest minus itself.
        let pooled = try MaxPool2d(window)(x, [])
        let own = try Value.concatenated(
          [
            x.sliced(2, 1..<2).sliced(3, 1..<2), x.sliced(2, 1..<2).sliced(3, 2..<3),
            x.sliced(2, 3..<4).sliced(3, 1..<2), x.sliced(2, 2..<3).sliced(3, 2..<3),
          ], dimension: 3
        ).reshaped(to: pooled.shape)
        return try pooled - own
      }, BoundOptions(domain))
    let (lower, upper) = (try image.lower.tensor().doubles, try image.upper.tensor().doubles)
    for k in [0, 2, 3] { expectClose([lower[k], upper[k]], [0, 0], absolute: 1e-12, "\(k)") }
    // Two elements are 3: neither is certain.
    #expect(lower[1] > -0.6 && lower[1] <= 0 && upper[1] >= 0.5)
  }
}
