import Foundation
import Layers
import Reachability
import Regions
import Tensors
import TestSupport
import Testing

/// Shares of exponentials lie between 0 and 1, and each rises with one number and falls with all others.
@Suite struct SoftmaxBoundsTests {
  private static let domains: [any AbstractDomain] = [
    IntervalDomain(), CrownIntervalDomain(), CrownDomain(), AlphaCrownDomain(iterations: 3),
    ZonotopeDomain(), ZonotopeDomain(maxGenerators: 40), IntersectionDomain(),
  ]

  private static let forms: [(name: String, apply: @Sendable (Value) throws -> Value)] = [
    ("softmax", { try $0.softmax(1) }), ("exp of log_softmax", { try $0.logSoftmax(1).exp() }),
    (
      "exp / sum",
      {
        let e = try $0.exp()
        return try e / e.sum([1], keep: true)
      }
    ),
    (
      "exp / sum, shifted",
      { x in
        let e = try (x - x.max([1], keep: true)).exp()
        return try e / e.sum([1], keep: true)
      }
    ),
    ("exp of x - logsumexp", { try ($0 - $0.logSumExp([1], keep: true)).exp() }),
    (
      "first dimension",
      { x in
        let e = try x.transposed(0, 1).exp()
        return try (e / e.sum([0])).transposed(0, 1)
      }
    ),
    (
      "both sides",
      { x in
        // Over dimensions that are no neighbours.
        try x.reshaped(to: Shape([x.shape[0], 2, 1, x.shape[1] / 2])).transposed(1, 2)
          .transposed(0, 1).softmax([2, 3]).transposed(0, 1).reshaped(to: x.shape)
      }
    ),
    (
      "apart",
      { x in
        try x.reshaped(to: Shape([x.shape[0], 2, x.shape[1] / 2])).transposed(0, 1).softmax([0, 2])
          .transposed(0, 1).reshaped(to: x.shape)
      }
    ),
  ]

  private static func image(
    _ function: (Value) throws -> Value, _ set: Box, _ domain: any AbstractDomain,
    sound: Bool = false
  ) throws -> (lower: [Double], upper: [Double]) {
    var options = BoundOptions()
    options.domain = domain
    options.isSound = sound
    let image = try set.image(function, options)
    return (try image.lower.tensor().doubles, try image.upper.tensor().doubles)
  }

  private static func numbers(_ rows: Int, _ columns: Int, scale: Double, seed: UInt64) throws
    -> Value
  {
    var random = CounterRandom(seed: seed)
    return .tensor(
      try Tensor(TensorType(Shape([rows, columns]), .float64)) { _ in random.normal() * scale })
  }

  /// 1 / (1 + sum exp(z_j - z_i)) with z_i at one end and all others at the other.
  private static func exact(_ x: [Double], _ columns: Int, _ epsilon: Double) -> [(Double, Double)]
  {
    x.indices.map { i in
      let row = i / columns * columns
      func share(_ sign: Double) -> Double {
        1
          / (row..<row + columns).reduce(0) {
            $0 + ($1 == i ? 1 : exp(x[$1] - x[i] + sign * 2 * epsilon))
          }
      }
      return (share(1), share(-1))
    }
  }

  @Test(arguments: forms.indices) func sharesOfABoxAreExact(_ index: Int) throws {
    let (name, function) = Self.forms[index]
    for (scale, epsilon) in [(1.0, 0.0), (1, 0.1), (1, 3), (40, 0.5), (300, 20)] {
      let columns = epsilon == 3 ? 18 : 6
      let x = try Self.numbers(3, columns, scale: scale, seed: 5)
      let set = try Box.ball(x, epsilon: .scalar(epsilon, .float64))
      let exact = Self.exact(try x.tensor().doubles, columns, epsilon)
      for domain in Self.domains {
        for isSound in [false, true] {
          let found = try Self.image(function, set, domain, sound: isSound)
          let what = "\(name), \(domain.name), scale \(scale), epsilon \(epsilon)"
          for (k, range) in exact.enumerated() {
            #expect(
              found.lower[k] <= range.0 * (1 + 1e-11) + 1e-300
                && found.upper[k] >= range.1 * (1 - 1e-11) - 1e-300,
              "\(what)")
            // An exponential of what is not above zero rounds to one at most.
            #expect(found.lower[k] >= -1e-13 && found.upper[k] <= 1 + 1e-12, "\(what)")
            guard !(domain is ZonotopeDomain) else { continue }
            #expect(
              found.lower[k] >= range.0 * (1 - 1e-9) - 1e-300
                && found.upper[k] <= range.1 * (1 + 1e-9) + 1e-300,
              "\(what): [\(found.lower[k]), \(found.upper[k])], exact \(range)")
          }
        }
      }
    }
  }

  @Test func logarithmsAreNotPositive() throws {
    for (scale, epsilon) in [(1.0, 0.1), (1, 3), (100, 10)] {
      let x = try Self.numbers(2, 5, scale: scale, seed: 6)
      let set = try Box.ball(x, epsilon: .scalar(epsilon, .float64))
      let exact = Self.exact(try x.tensor().doubles, 5, epsilon)
      for domain in Self.domains {
        for isSound in [false, true] {
          let found = try Self.image({ try $0.logSoftmax(1) }, set, domain, sound: isSound)
          for (k, range) in exact.enumerated() {
            #expect(found.upper[k] <= 1e-13 && found.lower[k].isFinite)
            #expect(
              found.lower[k] <= log(range.0) + 1e-12 && found.upper[k] >= log(range.1) - 1e-12)
            guard !(domain is ZonotopeDomain), range.0 > 0 else { continue }
            #expect(found.lower[k] >= log(range.0) - 1e-9 * (1 + scale))
          }
        }
      }
    }
  }

  /// Of numbers that have something in common linear bounds and zonotopes know more than intervals.
  @Test(arguments: [4, 20]) func commonPartsCount(_ count: Int) throws {
    let weights = try Self.numbers(4, 8, scale: 0.5, seed: 8)
    let second = try Self.numbers(8, count, scale: 0.5, seed: 7)
    let x = try Self.numbers(2, 4, scale: 1, seed: 9)
    let set = try Box.ball(x, epsilon: .scalar(0.02, .float64))
    let function: (Value) throws -> Value = {
      try $0.matmul(weights).tanh().matmul(second).softmax(1)
    }
    func width(_ found: (lower: [Double], upper: [Double])) -> Double {
      zip(found.lower, found.upper).reduce(0) { $0 + $1.1 - $1.0 }
    }
    let interval = width(try Self.image(function, set, IntervalDomain()))
    for domain in Self.domains[1..<6] {
      let found = try Self.image(function, set, domain)
      #expect(width(found) < 0.6 * interval, "\(domain.name): \(width(found)) of \(interval)")
      var random = CounterRandom(seed: 3)
      for k in 0..<200 {
        let y = try function(set.sample(corner: k % 2 == 0, &random)).tensor().doubles
        for (place, value) in y.enumerated() {
          #expect(found.lower[place] <= value + 1e-12 && found.upper[place] >= value - 1e-12)
        }
      }
    }
  }

  /// Scores, shares of them, and a mean of values by these.
  @Test func attention() throws {
    let (query, key) = (
      try Self.numbers(3, 3, scale: 0.7, seed: 1), try Self.numbers(3, 3, scale: 0.7, seed: 2)
    )
    let function: (Value) throws -> Value = { x in
      let tokens = try x.reshaped(to: Shape([x.shape[0], 4, 3]))
      let scores = try tokens.matmul(query).matmul(tokens.matmul(key).transposed(1, 2))
      return try (scores / 3.0.squareRoot()).softmax(2).matmul(tokens)
        .reshaped(to: Shape([x.shape[0], 12]))
    }
    let x = try Self.numbers(2, 12, scale: 1, seed: 3)
    for epsilon in [0, 0.05, 1] {
      let set = try Box.ball(x, epsilon: .scalar(epsilon, .float64))
      var before: [Double]?
      for domain in Self.domains[..<5] {
        for isSound in [false, true] {
          let found = try Self.image(function, set, domain, sound: isSound)
          #expect(
            found.lower.allSatisfy(\.isFinite) && found.upper.allSatisfy(\.isFinite),
            "\(domain.name)")
          var random = CounterRandom(seed: 3)
          for k in 0..<60 {
            let y = try function(set.sample(corner: k % 2 == 0, &random)).tensor().doubles
            for (place, value) in y.enumerated() {
              #expect(found.lower[place] <= value + 1e-12 && found.upper[place] >= value - 1e-12)
            }
          }
          guard !isSound, !(domain is ZonotopeDomain) else { continue }
          let widths = zip(found.lower, found.upper).map { $1 - $0 }
          if let before {
            #expect(zip(widths, before).allSatisfy { $0 <= $1 + 1e-9 }, "\(domain.name)")
          }
          before = widths
        }
      }
    }
  }

  @Test(arguments: [0, 1, 2, 4]) func derivatives(_ index: Int) throws {
    let net = try Network([Linear(3, 5), Tanh(), Linear(5, 4)], seed: 5, dtype: .float64)
    let x = try Self.numbers(2, 3, scale: 1, seed: 4)
    var options = BoundOptions()
    options.domain = Self.domains[index]
    for isLogarithm in [false, true] {
      let error = try gradientError(
        { parameters in
          let set = try Box.ball(x, epsilon: .scalar(0.2, .float64))
          let image = try set.image(
            { x in
              let y = try net.with(parameters: parameters)(x)
              return try isLogarithm ? y.logSoftmax(1) : y.softmax(1)
            }, options)
          return try image.upper.sum() - image.lower.square().sum() * 0.1
        }, at: (net.parameters * 2).tensor())
      #expect(error < 1e-5)
    }
  }
}
