import Attacks
import Layers
import Losses
import Regions
import Tensors
import Testing

@Suite struct AdversarialTests {
  private func data() throws -> (net: Network, x: Value, y: Value) {
    var random = CounterRandom(seed: 3)
    let x = try Tensor(
      (0..<48).map { _ in random.normal() }, shape: Shape([12, 4]), dtype: .float64)
    let y = try Tensor((0..<12).map { Int32(1 + $0 % 3) }, shape: Shape([12]))
    let net = try Network([Linear(4, 7), Tanh(), Linear(7, 3)], seed: 2, dtype: .float64)
    return (net, .tensor(x), .tensor(y))
  }

  private static var attacks: [any Attack] {
    [
      FGSM(), BIM(), PGD(steps: 6), PGD(steps: 3, restarts: 2), PGD(steps: 4, randomStart: false),
      DeepFool(steps: 3), CarliniWagner(searches: 2, iterations: 3), FAB(steps: 3),
      FAB(steps: 2, restarts: 2, targets: 2),
      DivergenceAscent(steps: 4), Square(queries: 5, restarts: 2),
    ]
  }

  /// Unrolled in a plan or repeated by a driver, an attack gives the same points.
  @Test(arguments: attacks.indices, [Criterion.first, .nearest, .last])
  func unrolledAsDriven(_ index: Int, _ criterion: Criterion) throws {
    let attack = Self.attacks[index]
    let (net, x, y) = try data()
    let keys = try RowRandom.keys(of: [x.tensor()], seed: 5)
    let epsilon = try Value.scalar(0.2, .float64)
    let graph = try Trace.graph([x.type, y.type, keys.type]) { inputs in
      let ball = try Ball(center: inputs[0], epsilon: epsilon)
      return [
        try attack.unrolled(
          { try net($0) }, y: inputs[1], ball: ball, keys: inputs[2], criterion: criterion)
      ]
    }.graph
    let unrolled = try Plan(graph)([x.tensor(), y.tensor(), keys])[0]
    for compact in [false, true] where criterion != .last || !compact {
      var options = Threat(epsilon: epsilon)
      options.compact = compact
      let driven = try AttackDriver(attack, options, criterion: criterion)(
        Model { try net($0) }, x, y, keys: keys)
      #expect(driven.adversarial.doubles == unrolled.doubles, "\(index) \(criterion)")
    }
  }

  /// The loss is cross-entropy at the points, and its derivative is that at points that stay.
  @Test func pointsAreTakenAsTheyAre() throws {
    let (net, x, y) = try data()
    let term = AdversarialTerm(epsilon: 0.2, attack: PGD(steps: 3, randomStart: false))
    let ball = try Ball(center: x, epsilon: .scalar(0.2, .float64))
    let keys = try RowRandom.keys(of: [x.tensor()], seed: 0)
    let points = try term.attack.unrolled(
      { try net($0) }, y: y, ball: ball, keys: .tensor(keys), criterion: .last)
    func gradient(_ loss: (Network) throws -> Value) throws -> [Double] {
      try valueAndGradient(
        of: { try loss(net.with(parameters: $0[0])) }, at: [net.parameters]
      ).gradient.tensor().doubles
    }
    let mine = try gradient { try term($0, x, y) }
    let plain = try gradient { try CrossEntropy()($0, points, y) }
    for (a, b) in zip(mine, plain) { #expect(abs(a - b) < 1e-12) }
  }

  /// Keys of a loss differ from one another, and are the same at each evaluation.
  @Test func keysOfAContext() throws {
    let (net, x, y) = try data()
    let a = LossContext(net, x, y)
    let keys = try (0..<3).map { _ in try a.key().tensor().doubles }
    #expect(Set(keys).count == 3)
    let b = LossContext(net, x, y)
    #expect(try (0..<3).map { _ in try b.key().tensor().doubles } == keys)
    #expect(try LossContext(net, x, y, seed: 1).key().tensor().doubles != keys[0])
  }
}
