import Reachability
import Regions
import Tensors
import TestSupport
import Testing

/// Norms and deviations have bounds in every domain, about zero too.
@Suite struct NormBoundsTests {
  private static let functions: [(name: String, apply: @Sendable (Value) throws -> Value)] = [
    ("norm", { try $0.norm([1]) }), ("norm of all", { try $0.norm() }),
    ("norm, kept", { try $0.norm([1], keep: true) }), ("1-norm", { try $0.abs().sum([1]) }),
    ("inf-norm", { try $0.abs().max([1]) }),
    ("root of squares", { try $0.square().sum([1]).sqrt() }),
    ("root of products", { try ($0 * $0).sum([1]).sqrt() }),
    ("root of a mean", { try ($0.square().mean([1]) + 1e-5).sqrt() }),
    ("deviation", { try $0.standardDeviation([1]) }), ("variance", { try $0.variance([1]) }),
    ("deviation of all", { try $0.standardDeviation() }),
    ("log of a sum", { try $0.exp().sum([1]).log() }),
  ]

  @Test(arguments: functions.indices) func boundsHoldAndAreFinite(_ index: Int) throws {
    let (name, function) = Self.functions[index]
    let x = Value.tensor(
      try Tensor([3, 4, 0.5, 0, 0, 0, -1, 2, 2], shape: Shape([3, 3]), dtype: .float64))
    for epsilon in [0, 0.1, 3] {
      let set = try Box.ball(x, epsilon: .scalar(epsilon, .float64))
      for domain in everyDomain {
        for isSound in [false, true] {
          var options = BoundOptions()
          options.domain = domain
          options.isSound = isSound
          let image = try set.image(function, options)
          let (lower, upper) = (try image.lower.tensor().doubles, try image.upper.tensor().doubles)
          let what = "\(name), \(domain.name), epsilon \(epsilon), sound \(isSound)"
          #expect(lower.allSatisfy(\.isFinite) && upper.allSatisfy(\.isFinite), "\(what)")
          var random = CounterRandom(seed: 3)
          for k in 0..<100 {
            let y = try function(set.sample(corner: k % 2 == 0, &random)).tensor().doubles
            for (place, value) in y.enumerated() {
              #expect(lower[place] <= value + 1e-12 && upper[place] >= value - 1e-12, "\(what)")
            }
          }
        }
      }
    }
  }

  @Test func theNormOfABox() throws {
    let x = Value.tensor(try Tensor([3, 4], shape: Shape([1, 2]), dtype: .float64))
    let set = try Box.ball(x, epsilon: .scalar(0.1, .float64))
    let exact = ((2.9 * 2.9 + 3.9 * 3.9).squareRoot(), (3.1 * 3.1 + 4.1 * 4.1).squareRoot())
    for domain in [IntervalDomain(), CrownIntervalDomain(), CrownDomain()] as [any AbstractDomain] {
      var options = BoundOptions()
      options.domain = domain
      let image = try set.image({ try $0.norm([1]) }, options)
      try expectClose(image.lower.tensor().doubles, [exact.0], absolute: 1e-12)
      try expectClose(image.upper.tensor().doubles, [exact.1], absolute: 1e-12)
    }
  }
}
