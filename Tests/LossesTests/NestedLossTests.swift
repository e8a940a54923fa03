import Attacks
import Layers
import Losses
import Regions
import Tensors
import Testing

/// Losses of losses.
@Suite struct NestedLossTests {
  private func data() throws -> (net: Network, x: Value, y: Value) {
    var random = CounterRandom(seed: 3)
    let x = try Tensor(
      (0..<44).map { _ in random.normal() }, shape: Shape([11, 4]), dtype: .float64)
    let y = try Tensor((0..<11).map { Int32(1 + $0 % 3) }, shape: Shape([11]))
    let net = try Network(
      [Linear(4, 7), Tanh(), Linear(7, 6), Tanh(), Linear(6, 3)], seed: 2, dtype: .float64)
    return (net, .tensor(x), .tensor(y))
  }

  private func number(_ term: any LossTerm, _ net: Network, _ x: Value, _ y: Value) throws -> Double
  {
    try term(net, x, y).tensor().item()
  }

  // MARK: awp

  /// Each matrix moves by gamma of its length along its gradient, and nothing else moves.
  @Test func weightsMoveByGamma() throws {
    let (net, x, y) = try data()
    var seen: Value?
    let watched = CustomTerm("watched") { net, x, y in
      seen = net.parameters
      return try CrossEntropy()(net, x, y)
    }
    let value = try number(
      AdversarialWeightPerturbation(of: Loss(watched), gamma: 0.05), net, x, y)
    let step = try (try #require(seen) - net.parameters).tensor().doubles
    let gradient = try valueAndGradient(
      of: { try CrossEntropy()(net.with(parameters: $0[0]), x, y) }, at: [net.parameters]
    ).gradient.tensor().doubles
    let weights = try net.parameters.tensor().doubles
    func length(_ values: [Double], _ range: Range<Int>) -> Double {
      values[range].reduce(0) { $0 + $1 * $1 }.squareRoot()
    }
    for block in net.blocks {
      let (moved, all) = (length(step, block.range), length(weights, block.range))
      guard !block.isBias else {
        #expect(moved == 0)
        continue
      }
      #expect(abs(moved - 0.05 * all) < 1e-12)
      for k in block.range {
        #expect(abs(step[k] / moved - gradient[k] / length(gradient, block.range)) < 1e-12)
      }
    }
    #expect(try value > number(CrossEntropy(), net, x, y))
  }

  /// An attack runs once, at the weights as they are.
  @Test func attacksRunOnce() throws {
    let (net, x, y) = try data()
    var starts = 0
    let counted = CustomAttack("counted", steps: 1) { problem in
      starts += 1
      return problem.x
    } step: { problem, points, gradient, _ in
      try problem.ball.project(points + problem.ball.ascent(gradient) * 0.1)
    }
    let term = AdversarialTerm(epsilon: 0.1, attack: counted)
    _ = try AdversarialWeightPerturbation(of: Loss(term))(net, x, y)
    #expect(starts == 1)
  }

  /// What runs before a step is on all its samples: attacks on a block are a part of the step, however long.
  @Test func longAttacksOnBlocksAreUnrolled() throws {
    let (net, x, y) = try data()
    let attacked = Loss(AdversarialTerm(epsilon: 0.1, attack: PGD(steps: 51)))
    func asked(_ term: any LossTerm) throws -> Int {
      try Trace.graph([x.type, y.type], collecting: AttackedBatch.self) {
        [try term(net, $0[0], $0[1])]
      }.implicit.count
    }
    let perturbed = Loss(AdversarialWeightPerturbation(of: attacked))
    #expect(try asked(perturbed) == 1)
    #expect(try asked(MedianOfMeans(of: attacked, blocks: 2)) == 1)
    #expect(try asked(MedianOfMeans(of: perturbed, blocks: 2)) == 0)
  }

  // MARK: median_of_means

  @Test func blocksAndTheirMedian() throws {
    let (net, x, y) = try data()
    let values = try CrossEntropy().values(LossContext(net, x, y)).tensor().doubles
    func mean(_ range: Range<Int>) -> Double { values[range].reduce(0, +) / Double(range.count) }
    func found(_ blocks: Int, _ loss: Loss = Loss(CrossEntropy())) throws -> Double {
      try number(MedianOfMeans(of: loss, blocks: blocks), net, x, y)
    }
    #expect(abs(try found(1) - mean(0..<11)) < 1e-14)
    let three = [0..<3, 3..<7, 7..<11].map(mean).sorted()
    #expect(abs(try found(3) - three[1]) < 1e-14)
    let two = [0..<5, 5..<11].map(mean)
    #expect(abs(try found(2) - (two[0] + two[1]) / 2) < 1e-14)
    for blocks in [11, 12, 1000] { #expect(abs(try found(blocks) - values.sorted()[5]) < 1e-14) }
    // The same, where the loss has no value for each sample and sees each block by itself.
    let whole = CustomTerm("whole") { try CrossEntropy()($0, $1, $2) }
    for blocks in [1, 2, 3, 11] {
      #expect(abs(try found(blocks, Loss(whole)) - found(blocks)) < 1e-14)
      let sum = 2 * Loss(CrossEntropy()) + 0.5 * Loss(L2(1)) + Loss(whole)
      let penalty = try number(L2(0.5), net, x, y)
      #expect(abs(try found(blocks, sum) - 3 * found(blocks) - penalty) < 1e-13)
    }
  }

  /// The gradient is that of the median block.
  @Test func oneBlockCounts() throws {
    let (net, x, y) = try data()
    let blocks = [0..<3, 3..<7, 7..<11]
    let means = try blocks.map {
      try number(CrossEntropy(), net, x.sliced(0, $0), y.sliced(0, $0))
    }
    let middle = blocks[try #require(means.firstIndex(of: means.sorted()[1]))]
    func gradient(_ term: any LossTerm, _ x: Value, _ y: Value) throws -> [Double] {
      try valueAndGradient(
        of: { try term(net.with(parameters: $0[0]), x, y) }, at: [net.parameters]
      ).gradient.tensor().doubles
    }
    let found = try gradient(MedianOfMeans(of: Loss(CrossEntropy()), blocks: 3), x, y)
    let expected = try gradient(CrossEntropy(), x.sliced(0, middle), y.sliced(0, middle))
    for (a, b) in zip(found, expected) { #expect(abs(a - b) < 1e-14) }
  }

  /// Random numbers of blocks are others, and the same at each evaluation.
  @Test func blocksDrawTheirOwn() throws {
    let net = try Network([Linear(2, 8), Tanh(), Linear(8, 4)], seed: 2, dtype: .float64)
    let x = Value.tensor(try .full(0.5, shape: Shape([2, 2]), dtype: .float64))
    let y = Value.tensor(try Tensor([Int32(1), 1], shape: Shape([2])))
    var values: [Double] = []
    let drawn = AdversarialWeightPerturbation(of: Loss(JacobianTerm()), gamma: 0)
    let noted = CustomTerm("noted") { net, x, y in
      values.append(x.shape[0] == 1 ? 1 : 0)
      return try JacobianTerm()(net, x, y)
    }
    let term = MedianOfMeans(of: Loss(drawn) + 0 * Loss(noted), blocks: 2)
    let single = try number(drawn, net, x.sliced(0, 0..<1), y.sliced(0, 0..<1))
    let found = try number(term, net, x, y)
    #expect(values == [1, 1] && abs(found - single) > 1e-6)
    #expect(try number(term, net, x, y) == found)
  }

  /// What a loss of losses is called says all of it.
  @Test func identities() throws {
    func identity(_ term: any LossTerm) throws -> String { try #require(term.identity) }
    let inner = Loss(CrossEntropy()) + 0.1 * Loss(L2(0.1))
    let term = AdversarialWeightPerturbation(of: inner)
    #expect(term.description == "awp{of = cross_entropy + 0.1 * l2(0.1)}")
    let other = AdversarialWeightPerturbation(of: Loss(CrossEntropy()) + 0.2 * Loss(L2(0.1)))
    #expect(try identity(term) != identity(other))
    let again = AdversarialWeightPerturbation(of: inner, gamma: 0.01)
    #expect(try identity(term) == identity(again))
    let custom = CustomTerm("mine") { net, x, _ in try net(x).mean() }
    #expect(AdversarialWeightPerturbation(of: Loss(custom)).identity == nil)
    #expect(MedianOfMeans(of: Loss(custom), blocks: 2).identity == nil)
    #expect(
      MedianOfMeans(of: inner, blocks: 3).description
        == "median_of_means{blocks = 3, of = cross_entropy + 0.1 * l2(0.1)}")
    let clips = try [0.5, 0.6].map {
      AdversarialWeightPerturbation(
        of: Loss(
          TRADES(
            adversary: Adversary(
              epsilon: 0.1, attack: PGD(),
              clip: try Clip(
                low: .tensor(Tensor([0, 0])), high: .tensor(Tensor([1, $0])))))))
    }
    #expect(try identity(clips[0]) != identity(clips[1]))
  }
}
