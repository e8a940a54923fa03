import Attacks
import Foundation
import Layers
import Losses
import Regions
import Tensors
import Testing

/// Terms that draw random numbers, on networks for which their distribution is known. Bounds are five standard errors.
@Suite struct RandomTermsTests {
  private static let rows = 20_000

  /// Equal samples, so that what differs is drawn.
  private func context(_ net: Network, _ sample: [Double], seed: UInt64 = 0) throws -> LossContext {
    let x = try Value.tensor(Tensor(sample, dtype: .float64))
      .reshaped(to: Shape([1, sample.count])).expanded(to: Shape([Self.rows, sample.count]))
    let y = try Value.tensor(
      Tensor(Array(repeating: Int32(1), count: Self.rows), shape: Shape([Self.rows])))
    return LossContext(net, x, y, seed: seed)
  }

  private func moments(_ values: [Double]) -> (mean: Double, deviation: Double) {
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    return (mean, variance.squareRoot())
  }

  /// logits (w d, -w d) of one number d: cross-entropy of class 1 is log 2 - w d to first order.
  private func slope(_ w: Double) throws -> Network {
    try Network([try Linear(1, 2, bias: false)], dtype: .float64)
      .with(parameters: .tensor(Tensor([w, -w], dtype: .float64)))
  }

  /// Random projections give the exact value on average, and others for other seeds.
  @Test func projections() throws {
    let net = try Network([Linear(3, 8), Tanh(), Linear(8, 4)], seed: 2, dtype: .float64)
    func values(_ projections: JacobianTerm.Projections, _ seed: UInt64) throws -> [Double] {
      try JacobianTerm(projections: projections)
        .values(context(net, [0.3, -0.5, 1], seed: seed)).tensor().doubles
    }
    let exact = try values(.exact, 0)[0]
    var deviations: [Double] = []
    for (count, seed) in [(1, UInt64(0)), (1, 7), (4, 0)] {
      let (mean, deviation) = moments(try values(.random(count), seed))
      #expect(abs(mean - exact) < 5 * deviation / Double(Self.rows).squareRoot())
      #expect(deviation > 0.01 * exact)
      deviations.append(deviation)
    }
    #expect(abs(deviations[0] / deviations[2] - 2) < 0.1)
    #expect(try values(.random(1), 0) != values(.random(1), 7))
    #expect(try values(.random(1), 7) == values(.random(1), 7))
  }

  /// The change of w . n has the variance sigma^2 |w|^2, w the mean of the rows of the weight.
  @Test func outputNoise() throws {
    let net = try Network([Linear(3, 2)], seed: 2, dtype: .float64)
    let weight = try net.parameters.tensor().doubles
    let mean = (0..<3).map { (weight[$0] + weight[3 + $0]) / 2 }
    let expected = 0.3 * 0.3 * mean.reduce(0) { $0 + $1 * $1 }
    for draws in [1, 3] {
      let value = try OutputSensitivity(NoiseVariance(sigma: 0.3, draws: draws))
        .value(context(net, [0.3, -0.5, 1])).tensor().item()
      let error = (2 / Double(Self.rows * draws)).squareRoot() * expected
      #expect(abs(value - expected) < 5 * error, "\(draws)")
    }
  }

  /// Of max(0, n) the mean is no part: sigma^2 (1/2 - 1/(2 pi)).
  @Test func outputNoiseOfWhatBends() throws {
    let net = try Network([try Linear(1, 1, bias: false), ReLU()], dtype: .float64)
      .with(parameters: .tensor(Tensor([1.0], dtype: .float64)))
    let value = try OutputSensitivity(NoiseVariance(sigma: 0.3))
      .value(context(net, [0])).tensor().item()
    let expected = 0.09 * (0.5 - 0.5 / Double.pi)
    #expect(abs(value - expected) < 10 * expected / Double(Self.rows).squareRoot())
  }

  /// From u uniform in the ball one step of 1.25 eps ends at min(u + 1.25 eps, eps): 0.859375 eps on average.
  @Test func fastAttack() throws {
    let w = 1e-4
    let values = try FastAdversarialTerm(epsilon: 0.2).values(context(slope(w), [0.7]))
      .tensor().doubles.map { ($0 - log(2)) / w + 0.7 }
    let (mean, deviation) = moments(values)
    #expect(abs(mean - 0.859375 * 0.2) < 5 * deviation / Double(Self.rows).squareRoot() + 1e-4)
    #expect(values.max()! < 0.2 + 1e-4 && values.min()! > 0.05 - 1e-4)
  }

  /// It is projected gradient descent with one step.
  @Test func fastAttackIsOneStepOfPGD() throws {
    let net = try Network([Linear(3, 8), Tanh(), Linear(8, 4)], seed: 2, dtype: .float64)
    let fast = try FastAdversarialTerm(epsilon: 0.2).values(context(net, [0.3, -0.5, 1]))
    let plain = try AdversarialTerm(epsilon: 0.2, attack: PGD(steps: 1, stepSize: 0.25))
      .values(context(net, [0.3, -0.5, 1]))
    #expect(try fast.tensor().doubles == plain.tensor().doubles)
  }

  /// A Langevin step is a step of the attack, and noise of the deviation noise sqrt(2 a).
  @Test func langevinNoise() throws {
    let w = 1e-4
    var term = LocalEntropy(epsilon: 10)
    (term.steps, term.stepSize, term.noise, term.randomStart) = (1, 0.08, 0.5, false)
    term.alpha = 1
    let values = try term.values(context(slope(w), [0])).tensor().doubles
      .map { ($0 - log(2)) / w }
    let (mean, deviation) = moments(values)
    let expected = 0.5 * (2 * 0.08).squareRoot()
    #expect(abs(mean - 0.08) < 5 * expected / Double(Self.rows).squareRoot() + 1e-4)
    #expect(
      abs(deviation - expected) < 5 * expected / Double(2 * Self.rows).squareRoot() + 1e-4)
    // The pull, without noise: 0.08, then 0.08 + 0.08 - 0.5 0.08.
    (term.steps, term.noise, term.gamma) = (2, 0, 0.5)
    let pulled = try term.values(context(slope(w), [0])).tensor().doubles[0]
    #expect(abs((pulled - log(2)) / w - 0.12) < 1e-4)
  }

  /// The ascent of TRADES starts with the deviation that is asked for, around the sample.
  @Test func divergenceStartsBesideTheSample() throws {
    let x = Value.tensor(try .full(0.5, shape: Shape([Self.rows, 1]), dtype: .float64))
    let keys = try RowRandom.keys(
      of: [try Tensor((0..<Self.rows).map(Double.init), shape: Shape([Self.rows, 1]))], seed: 1)
    let y = try Tensor(Array(repeating: Int32(1), count: Self.rows), shape: Shape([Self.rows]))
    let net = try slope(1)
    let points = try DivergenceAscent(steps: 0, noise: 0.01).unrolled(
      { try net($0) }, y: .tensor(y), ball: Ball(center: x, epsilon: .scalar(0.2, .float64)),
      keys: .tensor(keys), criterion: .last
    ).tensor().doubles
    let (mean, deviation) = moments(points)
    #expect(abs(mean - 0.5) < 5 * 0.01 / Double(Self.rows).squareRoot())
    #expect(abs(deviation - 0.01) < 5 * 0.01 / Double(2 * Self.rows).squareRoot())
  }

  /// Power iteration stays below the largest singular value, and comes to it.
  @Test func powerIteration() throws {
    let net = try Network([Linear(6, 9), Tanh(), Linear(9, 3)], seed: 2, dtype: .float64)
    let x = Value.tensor(try .full(0, shape: Shape([1, 6]), dtype: .float64))
    func value(_ iterations: Int?, _ seed: UInt64) throws -> Double {
      try SpectralNorm(1, iterations: iterations).value(LossContext(net, x, x, seed: seed))
        .tensor().item()
    }
    let exact = try value(nil, 0)
    for seed in 0..<5 {
      var last = 0.0
      for iterations in [1, 3, 10, 300] {
        let found = try value(iterations, UInt64(seed))
        #expect(found >= last - 1e-12 && found <= exact + 1e-12)
        last = found
      }
      #expect(abs(last - exact) < 1e-9)
    }
    func gradient(_ iterations: Int?) throws -> [Double] {
      try valueAndGradient(
        of: { try SpectralNorm(1, iterations: iterations)(net.with(parameters: $0[0]), x, x) },
        at: [net.parameters]
      ).gradient.tensor().doubles
    }
    for (a, b) in zip(try gradient(2000), try gradient(nil)) { #expect(abs(a - b) < 1e-9) }
  }
}
