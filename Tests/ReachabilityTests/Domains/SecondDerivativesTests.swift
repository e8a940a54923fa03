import Layers
import Reachability
import Regions
import Tensors
import TestSupport
import Testing

/// Derivatives of derivatives of bounds are those that differences find: landscapes are searched and proved by them.
@Suite struct SecondDerivativesTests {
  private static let domains: [any AbstractDomain] = [
    IntervalDomain(), ZonotopeDomain(), ZonotopeDomain(slope: .deepZ), CrownIntervalDomain(),
    CrownDomain(),
  ]
  private static var activations: [any Layer] { [Tanh(), Sigmoid(), Softplus()] }

  @Test(arguments: domains.indices, activations.indices)
  func agreeWithDifferences(_ domain: Int, _ activation: Int) throws {
    let layer = Self.activations[activation]
    let net = try Network(
      [Linear(3, 5), layer, Linear(5, 4), layer, Linear(4, 2)], seed: 5, dtype: .float64)
    let start = try net.parameters * 1.5
    let x = try Value.tensor(
      Tensor((0..<18).map { Double($0 % 7) * 0.4 - 1 }, shape: Shape([6, 3]), dtype: .float64))
    var options = BoundOptions(Self.domains[domain])
    options.smooth = 0.01
    func size(_ arguments: [Value]) throws -> Value {
      let set = try Box.ball(x, epsilon: .scalar(0.3, .float64))
      let image = try set.image({ try net.with(parameters: arguments[0])($0) }, options)
      return try image.measured(.geometricWidth).sum() + image.lower.square().sum() * 0.1
    }
    func gradient(_ parameters: Value) throws -> Value {
      try valueAndGradient(of: size, at: [parameters]).gradient
    }
    var random = CounterRandom(seed: 2)
    for _ in 0..<3 {
      let direction = try Value.tensor(
        Tensor((0..<start.shape.count).map { _ in random.normal() }, dtype: .float64))
      let exact = try hessianVectorProduct(of: size, at: start, direction).tensor().doubles
      let step = 1e-5
      let difference = try
        ((gradient(start + direction * step) - gradient(start - direction * step)) / (2 * step))
        .tensor().doubles
      let scale = exact.map(abs).max() ?? 1
      expectClose(exact, difference, absolute: 1e-5 * scale)
    }
  }
}
