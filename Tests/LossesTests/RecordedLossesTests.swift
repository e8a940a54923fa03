import Attacks
import Foundation
import Layers
import Losses
import Regions
import Tensors
import TestSupport
import Testing

/// Values and gradients of losses against what PyTorch computed from their formulas (scripts/loss_fixtures.py), in
/// double precision.
@Suite struct RecordedLossesTests {
  struct Case: Decodable, Sendable {
    let name: String
    let value: Double
    let gradient: [Double]
  }

  struct Sample: Decodable, Sendable, CustomStringConvertible {
    let name: String
    let x: [Double]
    let y: [Int32]
    /// Where an attack starts that does not start at the samples, seen from there.
    let offset: [Double]
    let parameters: [Double]
    let buffers: [Double]
    let cases: [Case]
    var description: String { name }

    var shape: [Int] {
      switch name {
      case "tanh": [7, 4]
      case "relu": [8, 5]
      default: [6, 2, 5, 5]
      }
    }

    func tensor(_ values: [Double]) throws -> Value {
      .tensor(try Tensor(values, shape: Shape(shape), dtype: .float64))
    }

    func network() throws -> Network {
      let layers: [any Layer] =
        switch name {
        case "tanh": [try Linear(4, 6), Tanh(), try Linear(6, 3)]
        case "relu": [try Linear(5, 8), ReLU(), try Linear(8, 6), ReLU(), try Linear(6, 2)]
        default:
          [
            try Conv2d(2, 3, kernel: Extent(3), padding: Extent(1)), ReLU(), try BatchNorm(3),
            try Conv2d(3, 4, kernel: Extent(3), stride: Extent(2)), Tanh(), Flatten(),
            try Linear(16, 3),
          ]
        }
      return try Network(layers, dtype: .float64)
        .with(parameters: .tensor(Tensor(parameters, dtype: .float64)))
        .with(buffers: .tensor(Tensor(buffers, dtype: .float64)))
    }
  }

  struct Record: Decodable, Sendable { let networks: [Sample] }

  static let record: Record? = {
    let file = Repository.fixtures.appending(path: "losses.json")
    return try? JSONDecoder().decode(Record.self, from: Data(contentsOf: file))
  }()

  /// Attacks that draw nothing.
  private func adversary(
    _ epsilon: Scheduled, _ stepSize: Double, _ steps: Int, _ norm: Norm = .linf,
    _ clip: ClosedRange<Double>? = nil, from offset: Value? = nil
  ) throws -> Adversary {
    let attack: any Attack =
      offset.map { Displaced(steps: steps, stepSize: stepSize, offset: $0) }
      ?? PGD(steps: steps, stepSize: stepSize, randomStart: false)
    return Adversary(
      epsilon: epsilon, attack: attack, norm: norm, clip: try clip.map { try Clip($0) })
  }

  private func term(_ name: String, _ offset: Value) throws -> (any LossTerm)? {
    switch name {
    case "nll": NegativeLogLikelihood()
    case "hinge": Hinge()
    case "hinge_half": Hinge(margin: 0.5)
    case "input_gradient": InputGradientTerm()
    case "jacobian": JacobianTerm(projections: .exact)
    case "curvature": CurvatureTerm()
    case "curvature_near": CurvatureTerm(length: 0.2)
    case "trades": TRADES(adversary: try adversary(0.2, 0.05, 5, .linf, 0...1, from: offset))
    case "trades_l2":
      TRADES(beta: 1, adversary: try adversary(0.3, 0.1, 4, .l2, from: offset))
    case "mart": MART(adversary: try adversary(0.2, 0.05, 5))
    case "mart_l2": MART(beta: 5, adversary: try adversary(0.3, 0.1, 4, .l2))
    case "alp": LogitPairing(adversary: try adversary(0.2, 0.05, 5, .linf, 0...1))
    case "fgsm_rs": FastAdversarialTerm(epsilon: 0.1, randomStart: false)
    case "awp": AdversarialWeightPerturbation(of: Loss(CrossEntropy()))
    case "awp_adversarial":
      AdversarialWeightPerturbation(of: Loss(try adversarial(0.2, 0.05, 5)), gamma: 0.1)
    case "median_of_means": MedianOfMeans(of: Loss(CrossEntropy()), blocks: 3)
    case "median_of_means_even":
      MedianOfMeans(of: Loss(CrossEntropy()) + 0.01 * Loss(L2(1)), blocks: 4)
    case "spectral_norm": SpectralNorm()
    case "parseval": Parseval(0.1)
    case "output_sensitivity": OutputSensitivity()
    case "output_sensitivity_logits": OutputSensitivity(JacobianNorm(of: .logits))
    case "local_entropy": entropy(0.2, 0.05, 5, alpha: 0.9)
    case "local_entropy_l2": entropy(0.3, 0.1, 4, alpha: 0.5, .l2)
    default: nil
    }
  }

  private func adversarial(
    _ epsilon: Scheduled, _ stepSize: Double, _ steps: Int
  ) throws -> AdversarialTerm {
    AdversarialTerm(
      epsilon: epsilon, attack: PGD(steps: steps, stepSize: stepSize, randomStart: false))
  }

  private func entropy(
    _ epsilon: Scheduled, _ stepSize: Double, _ steps: Int, alpha: Double, _ norm: Norm = .linf
  ) -> LocalEntropy {
    var term = LocalEntropy(epsilon: epsilon, norm: norm)
    (term.steps, term.stepSize, term.alpha) = (steps, stepSize, alpha)
    (term.noise, term.randomStart) = (0, false)
    return term
  }

  @Test(arguments: record?.networks ?? []) func agree(_ sample: Sample) throws {
    let (net, x) = (try sample.network(), try sample.tensor(sample.x))
    let y = Value.tensor(try Tensor(sample.y, shape: Shape([sample.y.count])))
    for recorded in sample.cases {
      guard let term = try term(recorded.name, sample.tensor(sample.offset)) else { continue }
      let found = try valueAndGradient(
        of: { try term(net.with(parameters: $0[0]), x, y) }, at: [net.parameters])
      let (value, gradient) = (
        try found.value.tensor().item(), try found.gradient.tensor().doubles
      )
      #expect(
        abs(value - recorded.value) <= 1e-10 * max(1, abs(recorded.value)), "\(recorded.name)")
      let size = recorded.gradient.map(abs).max() ?? 0
      let distance = zip(gradient, recorded.gradient).map { abs($0 - $1) }.max() ?? 0
      #expect(distance <= 1e-9 * max(size, 1e-3), "\(recorded.name): \(distance) of \(size)")
    }
  }

  @Test func allAreThere() throws {
    let sample = try #require(Self.record?.networks.first)
    let names = sample.cases.map(\.name)
    #expect(Self.record?.networks.count == 3 && Set(names).count == names.count)
    for name in names {
      #expect(try term(name, sample.tensor(sample.offset)) != nil, "\(name)")
    }
  }
}

/// The ascent of TRADES from a place that is given, not drawn.
private struct Displaced: SteppedAttack {
  let ascent: DivergenceAscent
  let offset: Value

  init(steps: Int, stepSize: Double, offset: Value) {
    ascent = DivergenceAscent(steps: steps, stepSize: stepSize)
    self.offset = offset
  }

  var planIdentity: String? { nil }
  var description: String { "displaced" }
  var steps: Int { ascent.steps }

  func start(_ problem: AttackProblem, after previous: [Value]?) throws -> [Value] {
    [try problem.x + offset]
  }

  func step(_ state: [Value], _ problem: AttackProblem) throws -> [Value] {
    try ascent.step(state, problem)
  }
}
