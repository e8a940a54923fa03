import Layers
import Reachability
import Regions
import Tensors
import TestSupport
import Testing

/// Numbers times a gate, as functions of one number.
@Suite struct BasinTests {
  /// Written as layers are, and by hand.
  private static let functions: [(name: String, apply: @Sendable (Value) throws -> Value)] = [
    ("SiLU", { try SiLU()($0) }), ("GELU", { try GELU()($0) }),
    ("x sigmoid x", { try $0 * $0.sigmoid() }), ("sigmoid x x", { try $0.sigmoid() * $0 }),
    ("swish", { try $0 * ($0 * 1.7).sigmoid() }),
    ("x / (1 + exp -x)", { try $0 / ((-$0).exp() + 1) }),
    ("erf", { try $0 * 0.5 * (($0 / 2.0.squareRoot()).erf() + 1) }),
    (
      "tanh GELU",
      { x in
        try x * 0.5 * (((x + x.power(3) * 0.044715) * 0.7978845608028654).tanh() + 1)
      }
    ),
    (
      "tanh GELU by products",
      { x in
        try (x * (0.7978845608028654 + x * x * 0.035677408136300125)).tanh() * 0.5 * x + x * 0.5
      }
    ),
    ("Mish", { try $0 * $0.softplus().tanh() }), ("x tanh x", { try $0 * $0.tanh() }),
    ("-x tanh 3x", { try -$0 * ($0 * 3).tanh() }),
  ]
  /// One of them is written so that nothing finds it.
  private static let found = functions.indices.filter {
    functions[$0].name != "tanh GELU by products"
  }

  private static let domains: [any AbstractDomain] = [
    IntervalDomain(), CrownIntervalDomain(), CrownDomain(), AlphaCrownDomain(iterations: 3),
    ZonotopeDomain(), ZonotopeDomain(slope: .deepZ),
  ]

  /// Boxes of one number each: around zero, on one side, far out, next to nothing, and points.
  private static let boxes: [(Double, Double)] = {
    var random = CounterRandom(seed: 4)
    let drawn = (0..<60).map { k in
      let middle = (random.uniform() - 0.5) * [2.0, 8, 16, 4][k % 4]
      let radius = random.uniform() * [0.3, 4, 10, 1e-3][k / 4 % 4]
      return (middle - radius, middle + radius)
    }
    return drawn + [
      (-0.5, 0.5), (-2, 2), (-4, 4), (1, 1), (-30, 1), (-3, -2.5), (2.5, 40), (-70, 70),
    ]
  }()

  private static func grid(_ box: (Double, Double), _ points: Int) throws -> Tensor {
    try Tensor(
      (0..<points).map { box.0 + (box.1 - box.0) * Double($0) / Double(points - 1) },
      shape: Shape([points, 1]), dtype: .float64)
  }

  private static func bounds(
    _ function: (Value) throws -> Value, _ boxes: [(Double, Double)], _ domain: any AbstractDomain,
    sound: Bool = false
  ) throws -> (lower: [Double], upper: [Double]) {
    let shape = try Shape([boxes.count, 1])
    let set = try Box(
      lower: .tensor(Tensor(boxes.map(\.0), shape: shape, dtype: .float64)),
      upper: .tensor(Tensor(boxes.map(\.1), shape: shape, dtype: .float64)))
    var options = BoundOptions()
    options.domain = domain
    options.isSound = sound
    let image = try set.image(function, options)
    return (try image.lower.tensor().doubles, try image.upper.tensor().doubles)
  }

  /// Bounds of a function alone are met with its exact box, which hides lines that cross it: with a slope added they show.
  @Test(arguments: functions.indices) func linesWithSlopesHold(_ index: Int) throws {
    let (name, function) = Self.functions[index]
    for slope in [-0.6, -0.15, -0.05, 0.02, 0.05, 0.15, 0.6] {
      let tilted = { (x: Value) in try function(x) + x * slope }
      let ranges = try Self.boxes.map { box in
        let y = try tilted(.tensor(Self.grid(box, 801))).tensor().doubles
        return (y.min()!, y.max()!)
      }
      for domain in Self.domains {
        let found = try Self.bounds(tilted, Self.boxes, domain)
        for (k, range) in ranges.enumerated() {
          let rounding = 1e-12 * (1 + abs(range.0) + abs(range.1))
          #expect(
            found.lower[k] <= range.0 + rounding && found.upper[k] >= range.1 - rounding,
            "\(name) + \(slope) x, \(domain.name), \(Self.boxes[k])")
        }
      }
    }
  }

  @Test(arguments: found) func boxesAreExact(_ index: Int) throws {
    let (name, function) = Self.functions[index]
    let ranges = try Self.boxes.map { box in
      let y = try function(.tensor(Self.grid(box, 4001))).tensor().doubles
      return (y.min()!, y.max()!)
    }
    for domain in Self.domains[..<4] {
      for isSound in [false, true] {
        let found = try Self.bounds(function, Self.boxes, domain, sound: isSound)
        for (k, range) in ranges.enumerated() {
          let width = range.1 - range.0
          let what = "\(name) \(domain.name) on \(Self.boxes[k])"
          #expect(found.lower[k] <= range.0 + 1e-12 && found.upper[k] >= range.1 - 1e-12, "\(what)")
          // A grid misses an extreme inside by its fineness.
          #expect(found.lower[k] >= range.0 - 1e-5 * width - 1e-12, "\(what): \(found.lower[k])")
          #expect(
            found.upper[k] <= range.1 + 1e-5 * width + 1e-12 * (1 + abs(range.1)),
            "\(what): \(found.upper[k])")
        }
      }
    }
  }

  /// Less a multiple of the argument the lines show, below and above.
  @Test(arguments: functions.indices) func linesHold(_ index: Int) throws {
    let (name, function) = Self.functions[index]
    for slope in [-1.5, -0.3, 0, 0.2, 0.5, 1, 1.3] {
      let less: (Value) throws -> Value = { try function($0) - $0 * slope }
      let values = try Self.boxes.map { try less(.tensor(Self.grid($0, 301))).tensor().doubles }
      for domain in Self.domains {
        let found = try Self.bounds(less, Self.boxes, domain)
        for (k, y) in values.enumerated() {
          let slack = 1e-11 * (1 + y.reduce(0) { max($0, abs($1)) })
          #expect(
            found.lower[k] <= y.min()! + slack && found.upper[k] >= y.max()! - slack,
            "\(name) - \(slope) x, \(domain.name) on \(Self.boxes[k])")
        }
      }
    }
  }

  /// The line below touches and so does the one above: what is left between them is less than the function's range, and
  /// less than what intervals leave of the difference.
  @Test(arguments: found) func linesAreNarrow(_ index: Int) throws {
    let (name, function) = Self.functions[index]
    for slope in [0.25, 0.5] {
      let less: (Value) throws -> Value = { try function($0) - $0 * slope }
      let lines = try Self.bounds(less, Self.boxes, CrownDomain())
      let band = try Self.bounds(less, Self.boxes, ZonotopeDomain())
      let interval = try Self.bounds(less, Self.boxes, IntervalDomain())
      for k in Self.boxes.indices {
        let width = interval.upper[k] - interval.lower[k]
        #expect(lines.upper[k] - lines.lower[k] <= width + 1e-12, "\(name) on \(Self.boxes[k])")
        #expect(band.upper[k] - band.lower[k] <= 1.3 * width + 1e-12, "\(name) on \(Self.boxes[k])")
      }
    }
  }

  @Test func betterBoundsNeverEndInWider() throws {
    for activation in [SiLU(), GELU()] as [any Activation] {
      let function: (Value) throws -> Value = {
        try HardTanh()(activation(ELU()($0)))
      }
      let widths = try Self.domains[..<4].map { domain in
        let found = try Self.bounds(function, Self.boxes, domain)
        return zip(found.lower, found.upper).map { $1 - $0 }
      }
      for k in Self.boxes.indices {
        #expect(widths[1][k] <= widths[0][k] + 1e-12 && widths[2][k] <= widths[1][k] + 1e-12)
        #expect(widths[3][k] <= widths[2][k] + 1e-12)
        let y = try function(.tensor(Self.grid(Self.boxes[k], 2001))).tensor().doubles
        #expect(widths[2][k] <= (y.max()! - y.min()!) * 1.001 + 1e-9, "on \(Self.boxes[k])")
      }
    }
  }

  /// Bounds of networks have the derivatives that differences find.
  @Test(arguments: domains.indices.dropLast()) func derivatives(_ index: Int) throws {
    let net = try Network(
      [Linear(3, 5), SiLU(), Linear(5, 4), GELU(), Linear(4, 2)], seed: 5, dtype: .float64)
    let start = try net.parameters * 1.5
    let x = try Value.tensor(
      Tensor((0..<6).map { Double($0) * 0.4 - 1 }, shape: Shape([2, 3]), dtype: .float64))
    guard !(Self.domains[index] is AlphaCrownDomain) else { return }
    var options = BoundOptions()
    options.domain = Self.domains[index]
    let error = try gradientError(
      { parameters in
        let set = try Box.ball(x, epsilon: .scalar(0.3, .float64))
        let image = try set.image({ try net.with(parameters: parameters)($0) }, options)
        return try image.upper.sum() - image.lower.square().sum() * 0.1
      }, at: start.tensor())
    #expect(error < 1e-5)
  }
}
