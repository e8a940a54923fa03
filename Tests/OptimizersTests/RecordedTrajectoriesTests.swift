import Foundation
import Layers
import Losses
import Optimizers
import Tensors
import TestSupport
import Testing

/// Training against what PyTorch's optimisers do in twenty steps (scripts/optimizer_fixtures.py), in
/// double precision.
@Suite struct RecordedTrajectoriesTests {
  struct Case: Decodable, Sendable, CustomStringConvertible {
    let name: String
    /// After steps 1, 2, 5, 10 and 20.
    let parameters: [[Double]]
    let losses: [Double]
    var description: String { name }
  }

  struct Record: Decodable, Sendable {
    let x: [Double]
    let y: [Double]
    let start: [Double]
    let cases: [Case]
  }

  static let record: Record? = {
    let file = Repository.fixtures.appending(path: "optimizers.json")
    return try? JSONDecoder().decode(Record.self, from: Data(contentsOf: file))
  }()

  private func rule(_ name: String) -> (rule: any UpdateRule, schedule: Schedule?, clip: Double?) {
    switch name {
    case "sgd": (SGD(learningRate: 0.3), nil, nil)
    case "momentum": (SGD(learningRate: 0.1, momentum: 0.9, weightDecay: 0.01), nil, nil)
    case "nesterov":
      (SGD(learningRate: 0.1, momentum: 0.9, nesterov: true, weightDecay: 0.01), nil, nil)
    case "dampening": (SGD(learningRate: 0.1, momentum: 0.9, dampening: 0.4), nil, nil)
    case "adam": (Adam(learningRate: 0.05, weightDecay: 0.01), nil, nil)
    case "adamw":
      (AdamW(learningRate: 0.05, beta1: 0.8, beta2: 0.95, weightDecay: 0.1), nil, nil)
    case "rmsprop": (RMSprop(learningRate: 0.01, weightDecay: 0.01), nil, nil)
    case "rmsprop_centered":
      (RMSprop(learningRate: 0.01, alpha: 0.9, momentum: 0.5, isCentered: true), nil, nil)
    case "lbfgs":
      (
        LimitedMemoryRule(learningRate: 0.5, maximumSteps: 1, maximumEvaluations: 2, history: 5),
        nil, nil
      )
    case "lbfgs_repeated":
      (
        LimitedMemoryRule(learningRate: 0.2, maximumSteps: 2, maximumEvaluations: 3, history: 10),
        nil, nil
      )
    case "lbfgs_until_done", "lbfgs_with_minimum":
      (
        LimitedMemoryRule(learningRate: 0.5, maximumSteps: 4, maximumEvaluations: 5, history: 10),
        nil, nil
      )
    case "clipped": (SGD(learningRate: 0.5, momentum: 0.5), nil, 0.05)
    case "cosine": (Adam(), Schedule(from: 0.1, .cosine(to: 0, epochs: 30)), nil)
    case "step_decay": (SGD(), Schedule(from: 0.5, .step(factor: 0.5, every: 4)), nil)
    default: (SGD(), Schedule(from: 0.1, .ramp(to: 0.6, epochs: 8)), nil)
    }
  }

  @Test(arguments: record?.cases ?? [])
  func followsTheRecord(_ recorded: Case) throws {
    let data = try #require(Self.record)
    let x = try Tensor(data.x, shape: Shape([24, 3]), dtype: .float64)
    let y = try Tensor(data.y.map { Int32($0) }, shape: Shape([24]))
    let net = try Network([Linear(3, 5), Tanh(), Linear(5, 3)], dtype: .float64)
      .with(parameters: .tensor(try Tensor(data.start, dtype: .float64)))
    let (found, schedule, clip) = rule(recorded.name)
    var rule = found
    if let schedule { rule.learningRate = .schedule(schedule) }
    var options = Trainer.Options()
    options.epochs = 20
    options.batchSize = 24
    options.clipGradient = clip
    var steps: [[Double]] = []
    let loss =
      recorded.name == "lbfgs_with_minimum"
      ? Loss(CrossEntropy()) + Loss(L2(0.05)) : Loss(CrossEntropy())
    let history = try Trainer(loss: loss, rule: rule, options: options)
      .fit(
        net, x: x, y: y,
        onEpoch: { _, net in
          steps.append(try net.parameters.tensor().doubles)
          return true
        }
      ).history
    for (loss, epoch) in zip(recorded.losses, history) {
      expectClose(epoch.loss, loss, absolute: 1e-6)
    }
    for (k, step) in [0, 1, 4, 9, 19].enumerated() {
      expectClose(steps[step], recorded.parameters[k], absolute: 1e-6, "step \(step + 1)")
    }
  }

  @Test func allAreThere() throws {
    #expect(Self.record?.cases.count == 16)
  }
}
