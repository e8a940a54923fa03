import Attacks
import Layers
import Losses
import Regions
import Tensors
import Testing

/// What holds for all terms that look at samples, on networks of vectors and of images.
@Suite struct TermTests {
  private static var terms: [any LossTerm] {
    let adversary = Adversary(epsilon: 0.1, attack: PGD(steps: 2))
    return [
      CrossEntropy(), Hinge(), NegativeLogLikelihood(), JacobianTerm(),
      JacobianTerm(projections: .exact), InputGradientTerm(), CurvatureTerm(),
      OutputSensitivity(), OutputSensitivity(NoiseVariance(draws: 2)),
      TRADES(epsilon: 0.1, attack: DivergenceAscent(steps: 2)), MART(adversary: adversary),
      LogitPairing(adversary: adversary), FastAdversarialTerm(epsilon: 0.1),
      LocalEntropy(epsilon: 0.1), SensitivityTerm(epsilon: 0.1, measure: .relativeWidth),
      IntervalBound(epsilon: 0.1), CrownInterval(epsilon: 0.1, beta: 0.5),
      SABR(epsilon: 0.1, attack: PGD(steps: 2)), MTLIBP(epsilon: 0.1, attack: PGD(steps: 2)),
      CCIBP(epsilon: 0.1, attack: PGD(steps: 2)), SetBased(epsilon: 0.1),
      MedianOfMeans(of: Loss(SABR(epsilon: 0.1)) + Loss(IntervalBound(epsilon: 0.1)), blocks: 2),
      AdversarialWeightPerturbation(of: Loss(MART(adversary: adversary))),
      MedianOfMeans(of: Loss(CrossEntropy()) + Loss(L2(0.1)), blocks: 2),
      MedianOfMeans(of: Loss(AdversarialWeightPerturbation(of: Loss(CrossEntropy()))), blocks: 2),
    ]
  }

  private struct Sample {
    let net: Network
    let x: Value
    let y: Value
  }

  private func sample(_ isOfImages: Bool, _ count: Int, _ dtype: DType) throws -> Sample {
    let layers: [any Layer] =
      isOfImages
      ? [
        try Conv2d(1, 3, kernel: Extent(3)), try BatchNorm(3), ReLU(),
        MaxPool2d(try PoolingWindow(Extent(2))), Flatten(), try Dropout(0.3), try Linear(12, 2),
      ] : [try Linear(5, 6), try BatchNorm(6), Tanh(), try Dropout(0.3), try Linear(6, 3)]
    let shape = try Shape([count] + (isOfImages ? [1, 6, 6] : [5]))
    var random = CounterRandom(seed: 4)
    let x = try Tensor(
      (0..<shape.count).map { _ in random.uniform() }, shape: shape, dtype: dtype)
    let y = try Tensor((0..<count).map { Int32(1 + $0 % 2) }, shape: Shape([count]))
    return Sample(
      net: try Network(layers, seed: 3, dtype: dtype), x: .tensor(x), y: .tensor(y))
  }

  private func loss(_ term: any LossTerm, _ sample: Sample) throws -> (
    value: Double, gradient: [Double]
  ) {
    let found = try valueAndGradient(
      of: { try term(sample.net.with(parameters: $0[0]), sample.x, sample.y) },
      at: [sample.net.parameters])
    return (try found.value.tensor().item(), try found.gradient.tensor().doubles)
  }

  /// A batch of one is a batch, in both precisions; the value is one number and its gradient finite.
  @Test(arguments: [1, 6], [false, true]) func valuesAreNumbers(_ count: Int, _ ofImages: Bool)
    throws
  {
    for term in Self.terms {
      let found = try loss(term, sample(ofImages, count, .float64))
      #expect(found.value.isFinite && found.gradient.allSatisfy(\.isFinite), "\(term.name)")
      let single = try loss(term, sample(ofImages, count, .float32))
      #expect(
        abs(single.value - found.value) < 1e-4 * max(1, abs(found.value)), "\(term.name)")
    }
  }

  /// In a plan the same as at once, in training mode too.
  @Test(arguments: [false, true]) func plansAgree(_ isTraining: Bool) throws {
    let sample = try sample(true, 6, .float64)
    let key = Value.tensor(try Training.key(seed: 1, counter: 1))
    for term in Self.terms {
      func gradient(_ inputs: [Value]) throws -> [Value] {
        let found = try valueAndGradient(
          of: { arguments in
            let net = try sample.net.with(parameters: arguments[0])
            return try term(
              isTraining ? net.inTraining(key: inputs[3]).network : net, inputs[1], inputs[2])
          }, at: [inputs[0]])
        return [found.value, found.gradient]
      }
      let inputs = [sample.net.parameters, sample.x, sample.y, key]
      let plan = try Plan(Trace.graph(inputs.map(\.type), gradient).graph)
      let planned = try plan(inputs.map { try $0.tensor() })
      let atOnce = try gradient(inputs).map { try $0.tensor() }
      for (a, b) in zip(planned.flatMap(\.doubles), atOnce.flatMap(\.doubles)) {
        #expect(abs(a - b) < 1e-10, "\(term.name)")
      }
    }
  }

  /// Attacks, bounds and derivatives by inputs leave running statistics alone; a pass of training does not.
  @Test func runningStatistics() throws {
    let sample = try sample(false, 6, .float64)
    // Traced, as in a training: what is transformed at once evaluates anyway.
    func buffers(_ term: any LossTerm) throws -> [Double] {
      let key = try Training.key(seed: 1, counter: 1)
      let graph = try Trace.graph([sample.x.type, key.type]) { inputs in
        let (net, state) = sample.net.inTraining(key: inputs[1])
        _ = try term(net, inputs[0], sample.y)
        return [state.buffers]
      }.graph
      return try Plan(graph)([sample.x.tensor(), key])[0].doubles
    }
    let (untouched, once) = (
      try sample.net.buffers.tensor().doubles, try buffers(CrossEntropy())
    )
    #expect(untouched != once)
    for term: any LossTerm in [
      JacobianTerm(), InputGradientTerm(), CurvatureTerm(), OutputSensitivity(),
      OutputSensitivity(NoiseVariance()), SpectralNorm(), Parseval(),
      SensitivityTerm(epsilon: 0.1), IntervalBound(epsilon: 0.1, kappa: 0),
      CrownInterval(epsilon: 0.1, kappa: 0), SABR(epsilon: 0.1), SetBased(epsilon: 0.1),
    ] {
      #expect(try buffers(term) == untouched, "\(term.name)")
    }
    for term: any LossTerm in [
      Hinge(), NegativeLogLikelihood(), IntervalBound(epsilon: 0.1), CrownInterval(epsilon: 0.1),
    ] {
      #expect(try buffers(term) == once, "\(term.name)")
    }
    // Of those with points of an attack the pass there counts.
    let attack = PGD(steps: 2, randomStart: false)
    let there = try buffers(AdversarialTerm(epsilon: 0.1, attack: attack))
    #expect(try buffers(MTLIBP(epsilon: 0.1, attack: attack)) == there)
    #expect(try buffers(CCIBP(epsilon: 0.1, attack: attack)) == there)
    // One pass counts, that at the perturbed weights.
    let still = AdversarialWeightPerturbation(of: Loss(CrossEntropy()), gamma: 0)
    #expect(try buffers(still) == once)
  }

  @Test func emptyBatchesAreRefused() throws {
    let whole = try sample(false, 6, .float64)
    let none = Sample(
      net: whole.net, x: try whole.x.sliced(0, 0..<0), y: try whole.y.sliced(0, 0..<0))
    for term in Self.terms {
      #expect(throws: (any Error).self, "\(term.name)") { try loss(term, none) }
    }
  }

  @Test func labelsAreChecked() throws {
    let sample = try sample(false, 6, .float64)
    let adversary = Adversary(epsilon: 0.1)
    let terms: [any LossTerm] = [
      Hinge(), NegativeLogLikelihood(), InputGradientTerm(), CurvatureTerm(),
      TRADES(adversary: adversary), MART(adversary: adversary),
      LogitPairing(adversary: adversary), FastAdversarialTerm(epsilon: 0.1),
      LocalEntropy(epsilon: 0.1), AdversarialTerm(epsilon: 0.1),
    ]
    func message(_ term: any LossTerm, _ y: [Double]) throws -> String {
      do {
        _ = try term(sample.net, sample.x, .tensor(Tensor(y)))
        return ""
      } catch { return "\(error)" }
    }
    for term in terms {
      #expect(
        try message(term, [1, 2, 0, 1, 1, 1])
          == "labels: sample 3 has class 0; classes start at 1", "\(term.name)")
      #expect(
        try message(term, [1, 2, 4, 1, 1, 1])
          == "labels: sample 3 has class 4, expected a whole number from 1 to 3", "\(term.name)")
      #expect(
        try message(term, [1, 2]).contains("one class for each of 6 samples"), "\(term.name)")
      // A column of classes is a list of them.
      let column = Value.tensor(try Tensor([1, 2, 1, 2, 1, 2], shape: Shape([6, 1])))
      let list = try column.reshaped(to: Shape([6]))
      #expect(
        try term(sample.net, sample.x, column).tensor().item()
          == term(sample.net, sample.x, list).tensor().item(), "\(term.name)")
    }
  }
}
