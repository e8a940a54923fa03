import Layers
import Reachability
import Regions
import Tensors
import Testing

@Suite struct BoxModelTests {
  @Test(
    "bounds of a model are those of its function at all parameters, sound or not",
    arguments: everyDomain.indices, [false, true])
  func parameters(domain: Int, isSound: Bool) throws {
    var options = BoundOptions(everyDomain[domain], iterations: 2)
    options.isSound = isSound
    let layers: [any Layer] = [try Linear(2, 6), ReLU(), Tanh(), try Linear(6, 3)]
    let x = Value.tensor(
      try Tensor([0.1, -0.4, 0.7, 0.2], shape: Shape([2, 2]), dtype: .float32))
    let set = try Box.ball(x, epsilon: .scalar(0.2, .float32))
    for seed in 1...3 {
      let net = try Network(layers, seed: UInt64(seed))
      let whole = try set.image({ try net($0) }, options)
      for _ in 0..<2 {
        let found = try set.image(of: net.model, options)
        #expect(try distance(found.lower, whole.lower) < 1e-5)
        #expect(try distance(found.upper, whole.upper) < 1e-5)
      }
    }
  }

  @Test("a property of a model is bounded at its own arguments")
  func property() throws {
    let net = try Network([Linear(2, 3)], seed: 1, dtype: .float64)
    let x = Value.tensor(try Tensor([0.1, -0.4], shape: Shape([1, 2]), dtype: .float64))
    let set = try Box.ball(x, epsilon: .scalar(0, .float64))
    for factor in [1.0, -2] {
      let scaled = net.model.property("scaled", [try .scalar(factor, .float64)]) {
        try $0($1) * $2[0]
      }
      let found = try set.image(of: scaled, BoundOptions(IntervalDomain()))
      #expect(try distance(found.upper, net(x) * factor) < 1e-14)
    }
  }

  private func distance(_ a: Value, _ b: Value) throws -> Double {
    try (a - b).abs().max().cast(to: .float64).tensor().item()
  }
}
