import Layers
import Losses
import Optimizers
import Tensors
import TestSupport
import Testing

@Suite struct TrainerTests {
  private func data() throws -> (x: Tensor, y: Tensor) {
    var random = CounterRandom(seed: 3)
    let points = (0..<60).map { _ in (random.normal(), random.normal()) }
    return (
      try Tensor(points.flatMap { [$0.0, $0.1] }, shape: Shape([60, 2])),
      try Tensor(points.map { $0.0 * $0.1 > 0 ? Int32(1) : 2 }, shape: Shape([60]))
    )
  }

  private func trainer(
    _ epochs: Int, seed: UInt64 = 0, rule: any UpdateRule = Adam(learningRate: 0.03)
  ) -> Trainer {
    var options = Trainer.Options()
    options.epochs = epochs
    options.batchSize = 16
    options.seed = seed
    return Trainer(loss: CrossEntropy(), rule: rule, options: options)
  }

  private let net = try! Network([Linear(2, 16), Tanh(), Linear(16, 2)])

  @Test func learnsWhatALineCannotSeparate() throws {
    let (x, y) = try data()
    let (trained, history) = try trainer(80).fit(net, x: x, y: y)
    #expect(history.count == 80)
    #expect(history[79].loss < history[0].loss / 4)
    #expect(try trained.accuracy(.tensor(x), .tensor(y)) > 0.95)
  }

  /// Dropout and batch normalisation train; the network that comes back evaluates with the running
  /// statistics, which are near those of the data.
  @Test func trainingModeMovesTheBuffers() throws {
    let (x, y) = try data()
    let net = try Network([BatchNorm(2), Linear(2, 32), Tanh(), Dropout(0.2), Linear(32, 2)])
    let (trained, history) = try trainer(60).fit(net, x: x, y: y)
    let loss = try CrossEntropy()(trained, .tensor(x), .tensor(y)).tensor().item()
    #expect(loss < history[0].loss / 2)
    let buffers = try trained.buffers.tensor().doubles
    let mean = try Value.tensor(x).mean([0]).tensor().doubles
    let variance = try Value.tensor(x).variance([0]).tensor().doubles
    for (a, b) in zip(buffers, mean + variance) { #expect(abs(a - b) < 0.35) }
    #expect(trained.training == nil)
    #expect(try trained.accuracy(.tensor(x), .tensor(y)) > 0.9)
    let again = try trainer(60).fit(net, x: x, y: y).network
    #expect(try again.buffers.tensor().isEqual(to: trained.buffers.tensor()))
    #expect(try again.parameters.tensor().isEqual(to: trained.parameters.tensor()))
  }

  @Test func seedsReproduceBitByBit() throws {
    let (x, y) = try data()
    func run(_ seed: UInt64) throws -> [Double] {
      try trainer(3, seed: seed).fit(net, x: x, y: y).network.parameters.tensor().doubles
    }
    #expect(try run(1) == run(1))
    #expect(try run(1) != run(2))
  }

  @Test func callbacksStopAndErrorsPass() throws {
    let (x, y) = try data()
    let stopped = try trainer(50).fit(net, x: x, y: y, onEpoch: { epoch, _ in epoch.epoch < 4 })
    #expect(stopped.history.count == 4)
    struct Stop: Error {}
    #expect(throws: Stop.self) {
      try Cancellation.asking {
        throw Stop()
      } _: {
        try trainer(5).fit(net, x: x, y: y)
      }
    }
  }

  @Test func divergenceNamesEpochAndBatch() throws {
    let (x, y) = try data()
    let rule = SGD(learningRate: 3e38)
    do {
      _ = try trainer(5, rule: rule).fit(net, x: x, y: y)
      Issue.record("no error")
    } catch let error as Trainer.Failure {
      #expect("\(error)".contains("epoch") && "\(error)".contains("learning rate"))
    }
  }

  @Test func labelsAreCheckedBeforeTraining() throws {
    let (x, y) = try data()
    let shifted = try (Value.tensor(y) - 1).tensor()
    #expect(throws: LabelError.self) { try trainer(1).fit(net, x: x, y: shifted) }
  }

  @Test func labelsThatOccurOnceAreChecked() throws {
    let (x, y) = try data()
    var classes = y.withElements(as: Int32.self) { Array($0) }
    classes[41] = 3
    let wrong = try Tensor(classes, shape: y.shape)
    #expect(throws: LabelError.value(3, sample: 42, classes: 2)) {
      try trainer(1).fit(net, x: x, y: wrong)
    }
  }

  @Test func samplesThatAreNotFiniteAreNamed() throws {
    let (x, y) = try data()
    var numbers = x.doubles
    numbers[2 * 17 + 1] = .nan
    let wrong = try Tensor(numbers, shape: x.shape)
    do {
      _ = try trainer(1).fit(net, x: wrong, y: y)
      Issue.record("no error")
    } catch { #expect("\(error)".contains("sample 18") && "\(error)".contains("epoch 1, batch")) }
  }

  @Test func samplesOfAnotherSizeAreErrorsWithPlaces() throws {
    let (x, y) = try data()
    let wide = try Tensor.full(1, shape: Shape([60, 3]))
    do {
      _ = try trainer(1).fit(net, x: wide, y: y)
      Issue.record("no error")
    } catch { #expect("\(error)".contains("net[1] Linear(2 -> 16)")) }
    do {
      _ = try trainer(1).fit(net, x: x, y: y, validation: (wide, y))
      Issue.record("no error")
    } catch { #expect("\(error)".contains("validation: net[1] Linear(2 -> 16)")) }
  }

  @Test func validationIsThatOfTheNetworkAfterTheEpoch() throws {
    let (x, y) = try data()
    let (trained, history) = try trainer(3).fit(net, x: x, y: y, validation: (x, y))
    let last = history[2]
    let loss = try CrossEntropy()(trained, .tensor(x), .tensor(y)).tensor().item()
    try expectClose(#require(last.validationLoss), loss, absolute: 1e-6)
    let accuracy = try trained.accuracy(.tensor(x), .tensor(y))
    try expectClose(#require(last.validationAccuracy), accuracy, absolute: 1e-12)
  }

  @Test func patienceGivesTheBestParametersBack() throws {
    let (x, y) = try data()
    var options = Trainer.Options()
    options.epochs = 200
    options.batchSize = 7
    options.patience = 3
    var seen: [Network] = []
    // Steps so large that the loss goes up and down.
    let (trained, history) = try Trainer(
      loss: CrossEntropy(), rule: SGD(learningRate: 8), options: options
    ).fit(
      net, x: x, y: y, validation: (x, y),
      onEpoch: { _, net in
        seen.append(net)
        return true
      })
    let losses = history.compactMap(\.validationLoss)
    let best = try #require(losses.indices.min { losses[$0] < losses[$1] })
    #expect(history.count == best + 4 && history.count < 200)
    #expect(
      try trained.parameters.tensor().isEqual(to: seen[best].parameters.tensor()))
  }

  @Test func scheduledNumbersAreThoseOfTheEpoch() throws {
    let (x, y) = try data()
    // The loss of an epoch is its weight times the parameters' squares, which do not move.
    let loss = Schedule(from: 0, .ramp(to: 1, epochs: 4)) * Loss(L2(1))
    var options = Trainer.Options()
    options.epochs = 6
    options.batchSize = 16
    let history = try Trainer(loss: loss, rule: SGD(learningRate: 1e-30), options: options)
      .fit(net, x: x, y: y).history
    for (epoch, weight) in zip(history, [0, 0.25, 0.5, 0.75, 1, 1]) {
      expectClose(epoch.loss, weight * history[5].loss, absolute: 1e-5)
    }
    #expect(history[0].accuracy != nil)
  }

  @Test func trainingModeIsOfFitAlone() throws {
    let (x, y) = try data()
    let net = try Network([
      Linear(2, 16), BatchNorm(16), Tanh(), try Dropout(0.2), Linear(16, 2),
    ])
    let (trained, history) = try trainer(40).fit(net, x: x, y: y)
    #expect(history[39].loss < history[0].loss)
    #expect(try !trained.buffers.tensor().isEqual(to: net.buffers.tensor()))
    #expect(trained.training == nil)
    #expect(try trained.accuracy(.tensor(x), .tensor(y)) > 0.9)
  }
}
