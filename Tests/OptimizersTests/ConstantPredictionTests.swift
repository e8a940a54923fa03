import Layers
import Losses
import Optimizers
import Tensors
import Testing

@Suite struct ConstantPredictionTests {
  private let net = try! Network([Linear(2, 8), Tanh(), Linear(8, 3)], seed: 4)
  private let x: Tensor
  private let y: Tensor

  init() throws {
    var random = CounterRandom(seed: 1)
    let classes = (0..<90).map { $0 % 3 }
    x = try Tensor(
      classes.flatMap { [Double($0) - 1 + 0.2 * random.normal(), 0.2 * random.normal()] },
      shape: Shape([90, 2]))
    y = try Tensor(classes.map { Int32($0 + 1) }, shape: Shape([90]))
  }

  private func warnings(
    _ loss: any LossTerm, epochs: Int, from net: Network? = nil, y: Tensor? = nil,
    rate: Scheduled = 0.05, stop: Int = .max
  ) throws -> [ConstantPrediction] {
    var options = Trainer.Options()
    (options.epochs, options.batchSize) = (epochs, 30)
    var said: [ConstantPrediction] = []
    let trainer = Trainer(loss: loss, rule: Adam(learningRate: rate), options: options)
    _ = try trainer.fit(
      net ?? self.net, x: x, y: y ?? self.y, onEpoch: { epoch, _ in epoch.epoch < stop },
      onConstant: { said.append($0) })
    return said
  }

  private var collapsing: any LossTerm {
    Loss(CrossEntropy()) + 1000 * Loss(SensitivityTerm(epsilon: 0.1))
  }

  @Test func aNetworkThatLearnsIsNotReported() throws {
    #expect(try warnings(CrossEntropy(), epochs: 20).isEmpty)
  }

  @Test func onceWhenItBecomesConstant() throws {
    let said = try warnings(collapsing, epochs: 60)
    #expect(said.count == 1)
    let first = try #require(said.first)
    #expect(first.epoch < 60 && first.samples == 90 && first.classes == 3)
    #expect((1...3).contains(first.predicted))
    #expect("\(first)".contains("optim.ramp") && "\(first)".contains("smaller"))
  }

  /// The last epoch is looked at whatever its accuracy was, and so is one in which a callback stops.
  @Test func atTheEnd() throws {
    let first = try #require(try warnings(collapsing, epochs: 60).first).epoch
    #expect(try warnings(collapsing, epochs: first).map(\.epoch) == [first])
    #expect(try warnings(collapsing, epochs: 60, stop: first).map(\.epoch) == [first])
  }

  /// One that begins constant is given time.
  @Test func constantFromTheBeginning() throws {
    let zeros = try net.with(parameters: net.parameters * 0)
    let steps = Scheduled.schedule(Schedule(from: 0, .ramp(to: 0.2, epochs: 3)))
    let noise = try zeros.with(parameters: net.parameters * 1e-4)
    #expect(try warnings(CrossEntropy(), epochs: 40, from: noise, rate: steps).isEmpty)
    let stays = try warnings(L2(0), epochs: 5, from: zeros)
    #expect(stays.map(\.epoch) == [5])
  }

  /// Targets that are no classes, or one class only, say nothing.
  @Test func whatHasNoClasses() throws {
    let ones = try Tensor((0..<90).map { _ in Int32(1) }, shape: Shape([90]))
    #expect(try warnings(collapsing, epochs: 3, y: ones).isEmpty)
    let single = try Network([Linear(2, 1)], seed: 1)
    let targets = try Tensor((0..<90).map { Double($0) }, shape: Shape([90]))
    #expect(try warnings(MeanSquaredError(), epochs: 3, from: single, y: targets).isEmpty)
  }
}
