import Layers
import Losses
import Tensors
import Testing

@Suite struct LossContextTests {
  private func data() throws -> (net: Network, x: Value, y: Value) {
    var random = CounterRandom(seed: 3)
    let x = try Tensor(
      (0..<24).map { _ in random.normal() }, shape: Shape([6, 4]), dtype: .float64)
    let y = try Tensor((0..<6).map { Int32(1 + $0 % 3) }, shape: Shape([6]))
    let net = try Network(
      [Linear(4, 5), BatchNorm(5), Tanh(), try Dropout(0.5), Linear(5, 3)], seed: 2,
      dtype: .float64)
    return (net, .tensor(x), .tensor(y))
  }

  /// Terms of a sum share one pass.
  @Test func logitsAreComputedOnce() throws {
    let (plain, x, y) = try data()
    let (net, state) = plain.inTraining(key: .tensor(try Training.key(seed: 1, counter: 1)))
    let context = LossContext(net, x, y)
    let first = try context.logits().tensor().doubles
    let statistics = try state.buffers.tensor().doubles
    #expect(try context.logits().tensor().doubles == first)
    #expect(try state.buffers.tensor().doubles == statistics)
    #expect(try context.oneHot().tensor().doubles.reduce(0, +) == 6)
  }

  /// The network as it evaluates draws nothing and leaves running statistics alone.
  @Test func evaluationsLeaveTheStatistics() throws {
    let (plain, x, y) = try data()
    let (net, state) = plain.inTraining(key: .tensor(try Training.key(seed: 1, counter: 1)))
    let before = try state.buffers.tensor().doubles
    let context = LossContext(net, x, y)
    #expect(
      try context.evaluation(x).tensor().doubles == plain(x).tensor().doubles)
    #expect(try state.buffers.tensor().doubles == before)
    _ = try context.logits()
    #expect(try state.buffers.tensor().doubles != before)
  }

  /// The mean of a term's values is the term.
  @Test func sampleTermsAreMeans() throws {
    let (net, x, y) = try data()
    let terms: [any SampleTerm] = [
      CrossEntropy(), CrossEntropy(labelSmoothing: 0.1), SensitivityTerm(epsilon: 0.1),
      AdversarialTerm(epsilon: 0.1), Hinge(), NegativeLogLikelihood(), MeanSquaredError(),
      JacobianTerm(projections: .random(3)), JacobianTerm(projections: .exact),
      InputGradientTerm(), CurvatureTerm(), TRADES(epsilon: 0.1),
      MART(adversary: Adversary(epsilon: 0.1)), LogitPairing(adversary: Adversary(epsilon: 0.1)),
      FastAdversarialTerm(epsilon: 0.1), LocalEntropy(epsilon: 0.1),
      IntervalBound(epsilon: 0.1), CrownInterval(epsilon: 0.1),
      SABR(epsilon: 0.1), MTLIBP(epsilon: 0.1), CCIBP(epsilon: 0.1), SetBased(epsilon: 0.1),
    ]
    for term in terms {
      let y = term is MeanSquaredError ? try net(x).tanh() : y
      let values = try term.values(LossContext(net, x, y))
      #expect(values.shape == (try Shape([6])))
      let mean = try values.mean().tensor().item()
      #expect(abs(try term(net, x, y).tensor().item() - mean) < 1e-12, "\(term.name)")
    }
  }
}
