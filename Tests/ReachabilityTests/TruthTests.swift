import Layers
import Reachability
import Regions
import Tensors
import TestSupport
import Testing

/// Bounds against those of independent programs.
@Suite struct TruthTests {
  /// What each recorded method is here, and how near it must come.
  private enum Agreement {
    /// To 1e-9 of the larger bound.
    case equal
    /// Every bound is met or beaten, to 1e-9.
    case contained
    /// The mean width is met or beaten.
    case notWider
  }

  private static func counterpart(
    _ method: String, isPiecewiseLinear: Bool, _ domains: [any AbstractDomain]
  ) -> (options: BoundOptions, agreement: Agreement)? {
    var options: BoundOptions
    let agreement: Agreement
    switch method {
    case "IBP": (options, agreement) = (BoundOptions(.interval), .equal)
    case "zono-deepz":
      options = BoundOptions(ZonotopeDomain(slope: .deepZ))
      agreement = .equal
    case "zono-minimax": (options, agreement) = (BoundOptions(.zonotope), .notWider)
    case "CROWN" where isPiecewiseLinear: (options, agreement) = (BoundOptions(.crown), .contained)
    case "CROWN-IBP" where isPiecewiseLinear:
      (options, agreement) = (BoundOptions(.crownInterval), .contained)
    case "CROWN-Optimized":
      (options, agreement) = (BoundOptions(.alphaCrown), .notWider)
    default: return nil
    }
    return domains.contains { $0.name == options.domain.name } ? (options, agreement) : nil
  }

  private static func image(
    _ truth: Truth, _ item: Truth.Case, _ options: BoundOptions
  ) throws -> ReachableSet {
    let x = Value.tensor(truth.x)
    let rows = try x.sliced(0, 0..<item.lower.count)
    return try Box.ball(rows, epsilon: .scalar(item.eps, .float64))
      .image({ try truth.network($0) }, options)
  }

  private static func check(
    _ truth: Truth, isPiecewiseLinear: Bool, _ name: String,
    _ domains: [any AbstractDomain] = everyDomain
  ) throws {
    let outputs = try truth.network(.tensor(truth.x)).tensor()
    for (k, value) in truth.outputs.flatMap({ $0 }).enumerated() {
      expectClose(outputs[k], value, absolute: 1e-9, relative: 1e-9, "\(name): output \(k)")
    }
    var compared = 0
    for item in truth.cases {
      guard
        let (options, agreement) = counterpart(
          item.method, isPiecewiseLinear: isPiecewiseLinear, domains)
      else { continue }
      compared += 1
      let image = try image(truth, item, options)
      let (lower, upper) = (try image.lower.tensor().doubles, try image.upper.tensor().doubles)
      let what = "\(name), \(item.method), eps \(item.eps)"
      switch agreement {
      case .equal:
        for (got, expected) in zip(lower + upper, item.flatLower + item.flatUpper) {
          expectClose(got, expected, absolute: 1e-9, relative: 1e-9, "\(what)")
        }
      case .contained:
        for k in lower.indices {
          let slack = 1e-9 * max(1, abs(item.flatLower[k]), abs(item.flatUpper[k]))
          #expect(
            lower[k] >= item.flatLower[k] - slack && upper[k] <= item.flatUpper[k] + slack,
            "\(what): output \(k)")
        }
      case .notWider:
        let width = zip(lower, upper).reduce(0) { $0 + $1.1 - $1.0 } / Double(lower.count)
        #expect(width <= item.width * (1 + 1e-9), "\(what): \(width), recorded \(item.width)")
      }
      if let volumes = item.exactLogVolume {
        let got = try image.measured(.logExactVolume).tensor()
        guard agreement == .equal else { continue }
        for (k, volume) in volumes.enumerated() {
          expectClose(got[k], volume, absolute: 1e-9, "\(what): volume of row \(k)")
        }
        #expect(image.zonotope?.generators.shape[1] == item.generators?.max(), "\(what)")
      }
    }
    #expect(compared > 3)
    // Whatever is bounded holds what attacks and exact programs have reached.
    for item in truth.cases
    where item.method.hasPrefix("inner-PGD") || item.method == "exact-MILP" {
      for domain in domains {
        let image = try image(truth, item, BoundOptions(domain))
        let (lower, upper) = (try image.lower.tensor(), try image.upper.tensor())
        for k in 0..<lower.count {
          let slack = 1e-9 * max(1, abs(item.flatLower[k]), abs(item.flatUpper[k]))
          #expect(
            lower[k] <= item.flatLower[k] + slack && upper[k] >= item.flatUpper[k] - slack,
            "\(name), \(domain), eps \(item.eps)")
        }
      }
    }
  }

  @Test(arguments: ["iris_relu", "iris_tanh"]) func irisNetworks(_ name: String) throws {
    try Self.check(Truth(iris: name), isPiecewiseLinear: name == "iris_relu", name)
  }

  @Test func minimaxSlopesAreNarrow() throws {
    let truth = try Truth(iris: "iris_tanh")
    let x = try Value.tensor(truth.x).sliced(0, 0..<5)
    let image = try Box.ball(x, epsilon: .scalar(0.1, .float64))
      .image({ try truth.network($0) }, BoundOptions(.zonotope))
    #expect(try (image.upper - image.lower).mean().tensor().item() <= 0.3208)
  }

  @Test(.needsShared("truth/reachability"))
  func residualNetwork() throws {
    try Self.check(Truth(shared: "resbn_relu"), isPiecewiseLinear: true, "resbn_relu")
  }

  /// Of larger networks without the domains that take long.
  @Test(
    .needsShared("truth/reachability"),
    arguments: ["mlp_relu", "conv_relu"])
  func largerNetworks(_ name: String) throws {
    let quick = everyDomain.filter { !($0 is AlphaCrownDomain || $0 is IntersectionDomain) }
    try Self.check(Truth(shared: name), isPiecewiseLinear: true, name, quick)
  }

  /// In single precision sound bounds hold those of double precision, and are hardly wider.
  @Test(
    .needsShared("truth/reachability"),
    arguments: ["iris_relu", "iris_tanh", "mlp_relu", "conv_relu", "resbn_relu"])
  func soundBoundsInSinglePrecision(_ name: String) throws {
    let truth = try Truth(shared: name)
    let single = try truth.network.with(
      parameters: truth.network.parameters.cast(to: .float32)
    ).with(buffers: truth.network.buffers.cast(to: .float32))
    let x = try Value.tensor(truth.x).sliced(0, 0..<2)
    for domain in [IntervalDomain(), ZonotopeDomain(), CrownIntervalDomain(), CrownDomain()]
      as [any AbstractDomain]
    {
      var options = BoundOptions(domain)
      let exact = try Box.ball(x, epsilon: .scalar(0.01, .float64))
        .image({ try truth.network($0) }, options)
      options.isSound = true
      let types = [
        TensorType(x.shape, .float32), single.parameters.type, single.buffers.type,
      ]
      let set = try Box.ball(x.cast(to: .float32), epsilon: .scalar(0.01, .float64))
      let bounds = try Box.prepared(types, options) { inputs in
        let network = try single.with(parameters: inputs[1]).with(buffers: inputs[2])
        return try network(inputs[0])
      }
      let captured = try [single.parameters.tensor(), single.buffers.tensor()]
      let sound = try bounds(
        lower: set.lower.tensor(), upper: set.upper.tensor(), captured)
      let (lower, upper) = (try sound.lower.tensor(), try sound.upper.tensor())
      let (low, high) = (try exact.lower.tensor(), try exact.upper.tensor())
      #expect(lower.dtype == .float32)
      for k in 0..<low.count {
        #expect(lower[k] <= low[k] && upper[k] >= high[k], "\(name) \(domain): output \(k)")
        let added = (upper[k] - lower[k]) / (high[k] - low[k]) - 1
        #expect(added <= 1e-3, "\(name) \(domain): \(added) of the width")
      }
    }
  }
}
