import DataIO
import Foundation
import Layers
import Losses
import Optimizers
import Reachability
import Tensors
import TestSupport
import Testing

@Suite struct CheckpointTests {
  private struct Run {
    var epochs = 6
    var batchSize = 16
    var seed: UInt64 = 5
    var rule: any UpdateRule = Adam(learningRate: 0.03)
    var schedule: Schedule?
    var patience: Int?
    var units = 8
    var path: String?
    var loss: any LossTerm = CrossEntropy()
    var slope = 0.1
    var validates = true

    typealias Outcome = (network: Network, history: [Trainer.Epoch])

    func callAsFunction(stopAfter: Int = .max) throws -> Outcome {
      var random = CounterRandom(seed: 3)
      let points = (0..<50).map { _ in (random.normal(), random.normal()) }
      let x = try Tensor(points.flatMap { [$0.0, $0.1] }, shape: Shape([50, 2]))
      let y = try Tensor(points.map { $0.0 * $0.1 > 0 ? Int32(1) : 2 }, shape: Shape([50]))
      let net = try Network([
        Linear(2, units), BatchNorm(units), Tanh(), Residual([LeakyReLU(slope)]),
        try Dropout(0.3), Linear(units, 2),
      ])
      var options = Trainer.Options()
      options.epochs = epochs
      options.batchSize = batchSize
      options.seed = seed
      options.patience = patience
      options.checkpointPath = path
      var rule = rule
      if let schedule { rule.learningRate = .schedule(schedule) }
      return try Trainer(loss: loss, rule: rule, options: options).fit(
        net, x: x, y: y, validation: validates ? (x, y) : nil,
        onEpoch: { epoch, _ in epoch.epoch < stopAfter })
    }
  }

  private func withFile(_ body: (String) throws -> Void) throws {
    try Scratch.with { try body($0.path("run.safetensors")) }
  }

  private static let rules: [any UpdateRule] = [
    SGD(learningRate: 0.1, momentum: 0.9, dampening: 0.1), Adam(learningRate: 0.03),
    RMSprop(momentum: 0.5, isCentered: true),
    LimitedMemoryRule(learningRate: 0.1, maximumSteps: 2, maximumEvaluations: 3),
  ]

  /// Dropout, running statistics, schedules and orders all go on where they were.
  @Test(arguments: 0..<4) func aRunThatWasStoppedGoesOnBitByBit(_ number: Int) throws {
    var run = Run(rule: Self.rules[number], schedule: Schedule(from: 0.1, .ramp(to: 0, epochs: 6)))
    let whole = try run()
    try withFile { path in
      run.path = path
      #expect(try run(stopAfter: 2).history.count == 2)
      #expect(try run(stopAfter: 5).history.count == 5)
      let resumed = try run()
      #expect(
        try resumed.network.parameters.tensor().doubles
          == whole.network.parameters.tensor().doubles)
      #expect(
        try resumed.network.buffers.tensor().doubles == whole.network.buffers.tensor().doubles)
      #expect(resumed.history.map(\.loss) == whole.history.map(\.loss))
      #expect(resumed.history.map(\.validationLoss) == whole.history.map(\.validationLoss))
      // All epochs are done: the same again, without a step.
      let again = try run()
      #expect(again.history == resumed.history)
    }
  }

  @Test func patienceGoesOnToo() throws {
    var run = Run(epochs: 60, rule: SGD(learningRate: 5), patience: 4)
    let whole = try run()
    #expect(whole.history.count < 60)
    try withFile { path in
      run.path = path
      _ = try run(stopAfter: whole.history.count - 2)
      let resumed = try run()
      #expect(resumed.history.count == whole.history.count)
      #expect(
        try resumed.network.parameters.tensor().doubles
          == whole.network.parameters.tensor().doubles)
      #expect(try run().history.count == whole.history.count)
    }
  }

  @Test func anotherRunIsToldWhatDiffers() throws {
    try withFile { path in
      let run = Run(epochs: 1, path: path)
      _ = try run()
      let bytes = try Data(contentsOf: URL(filePath: path))
      var others: [(Run, String)] = []
      func other(_ text: String, _ change: (inout Run) -> Void) {
        var run = run
        change(&run)
        others.append((run, text))
      }
      other("optimizer is sgd{lr = 0.1}, in the file it is adam{lr = 0.03}") {
        $0.rule = SGD(learningRate: 0.1)
      }
      other("network is Linear(2 -> 9)") { $0.units = 9 }
      other("seed is 6, in the file it is 5") { $0.seed = 6 }
      other("batch_size is 8") { $0.batchSize = 8 }
      other("layers is Linear(2 -> 8)") { $0.slope = 0.2 }
      other("slope = \"deepz\"") {
        $0.loss = SensitivityTerm(
          epsilon: 0.1, options: BoundOptions(ZonotopeDomain(slope: .deepZ)))
      }
      other("patience is by the validation") { $0.patience = 3 }
      for (run, text) in others {
        do {
          _ = try run()
          Issue.record("no error: \(text)")
        } catch { #expect("\(error)".contains(text), "\(error)") }
      }
      #expect(try Data(contentsOf: URL(filePath: path)) == bytes)
    }
  }

  /// What is chosen as the best epoch depends on what it is chosen by; that there is no choice does not.
  @Test func patienceOnOtherDataIsAnotherRun() throws {
    try withFile { path in
      var run = Run(epochs: 2, patience: 3, path: path)
      _ = try run()
      run.validates = false
      do {
        _ = try run()
        Issue.record("no error")
      } catch { #expect("\(error)".contains("patience is by the training loss"), "\(error)") }
      run.patience = nil
      #expect(try run().history.count == 2)
    }
  }

  @Test func fewerEpochsThanAreDoneAreAnError() throws {
    try withFile { path in
      let long = try Run(epochs: 5, path: path)()
      let bytes = try Data(contentsOf: URL(filePath: path))
      for epochs in [0, 2, 4] {
        do {
          _ = try Run(epochs: epochs, path: path)()
          Issue.record("no error")
        } catch {
          let text = "checkpoint \(path) has gone 5 epochs, and \(epochs) are asked for"
          #expect("\(error)".contains(text), "\(error)")
        }
      }
      #expect(try Data(contentsOf: URL(filePath: path)) == bytes)
      #expect(try Run(epochs: 5, path: path)().history == long.history)
      #expect(try Run(epochs: 6, path: path)().history.count == 6)
    }
  }

  /// Files of earlier versions do not say all that is compared now.
  @Test func olderFilesGoOn() throws {
    try withFile { path in
      let run = Run(epochs: 4, path: path)
      let whole = try Run(epochs: 4)()
      _ = try run(stopAfter: 2)
      var file = try Safetensors(reading: path)
      let text = try #require(file.metadata["run"])
      var identity = try #require(
        JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
      for key in ["layers", "patience"] {
        #expect(identity.removeValue(forKey: key) != nil, "\(key)")
      }
      let shorter = try JSONSerialization.data(withJSONObject: identity)
      file.metadata["run"] = String(decoding: shorter, as: UTF8.self)
      try file.write(to: path)
      #expect(try run().history.map(\.loss) == whole.history.map(\.loss))
    }
  }

  @Test func filesThatAreNoneStay() throws {
    try withFile { path in
      for text in ["", "something else that is longer than a header"] {
        try Data(text.utf8).write(to: URL(filePath: path))
        #expect(throws: (any Error).self) { try Run(path: path)() }
        #expect(try String(contentsOf: URL(filePath: path), encoding: .utf8) == text)
      }
      try Safetensors(tensors: [("w", try Tensor([1, 2]))]).write(to: path)
      #expect(throws: Trainer.Failure.self) { try Run(path: path)() }
    }
  }

  @Test func aPlaceThatCannotBeWrittenIsAnError() throws {
    do {
      _ = try Run(path: "/nowhere/at/all/run.safetensors")()
      Issue.record("no error")
    } catch { #expect("\(error)".contains("/nowhere/at/all/run.safetensors")) }
  }
}
