import DataIO
import Layers
import Losses
import Tensors

/// One time through the data, batch by batch, in an order that seed and epoch decide. The last batch may
/// have another size, and has a plan of its own.
final class TrainingPass {
  private let rule: any UpdateRule
  private let options: Trainer.Options
  private let memory: TrainingMemory
  private let x: Tensor
  private let whole: TrainingStep?
  private let rest: TrainingStep?
  private let batch: Int
  private let count: Int
  /// Samples of the last batch.
  private let last: Int
  /// Whether a single sample that remained has joined the batch before it.
  let isJoined: Bool
  /// Batches in an epoch.
  let batches: Int
  /// Steps done since the training began.
  private(set) var steps: Int

  init(
    _ net: Network, _ loss: any LossTerm, _ rule: any UpdateRule, options: Trainer.Options,
    memory: TrainingMemory, x: Tensor, y: Tensor, steps: Int, isRegression: Bool
  ) throws {
    (self.rule, self.options, self.memory, self.x, self.steps) = (rule, options, memory, x, steps)
    count = x.shape[0]
    batch = min(max(options.batchSize, 1), count)
    func step(_ samples: Int) throws -> TrainingStep? {
      guard samples > 0 else { return nil }
      return try TrainingStep(
        net, loss, rule, clip: options.clipGradient, memory: memory, x: x, y: y, batch: samples,
        isRegression: isRegression)
    }
    let (full, remainder) = (count / batch, options.dropLast ? 0 : count % batch)
    isJoined = remainder == 1 && batch > 1 && !net.canTrain(onOne: x)
    batches = remainder == 0 || isJoined ? full : full + 1
    last = isJoined ? batch + 1 : remainder == 0 ? batch : remainder
    // Where all samples are in one batch there is no whole one.
    whole = isJoined && batches == 1 ? nil : try step(batch)
    rest = last == batch ? nil : try step(last)
    if !rule.mayReject {
      for k in memory.types.indices
      where try [whole, rest].compactMap({ $0 }).allSatisfy({ try $0.mayOverwrite(k) }) {
        memory.share(k)
      }
    }
  }

  /// - Parameter epochsBefore: how many were done before the run was resumed.
  /// - Returns: the mean loss over the samples, and the part of right predictions or the root mean square.
  func run(
    epoch: Int, learningRate: Double, epochsBefore: Int, onStep: (Trainer.Progress) -> Void
  ) throws -> (loss: Double, accuracy: Double?, rmse: Double?) {
    let order = permutation(
      count, seed: options.seed, stream: DataStream.batches &+ UInt64(epoch)
    ).map { Int32(truncatingIfNeeded: $0) }
    whole?.begin(epoch: epoch, learningRate: learningRate)
    rest?.begin(epoch: epoch, learningRate: learningRate)
    var (total, sum, seen) = (0.0, 0.0, 0)
    let figure = (whole ?? rest)?.figure ?? .accuracy
    try order.withUnsafeBufferPointer { order in
      for number in 0..<batches {
        let first = number * batch
        let samples = number == batches - 1 ? last : batch
        guard let step = samples == batch ? whole : rest, let rows = order.baseAddress else {
          break
        }
        var previousLoss = Double.nan
        for repetition in 0..<max(rule.repetitions, 1) {
          try Cancellation.check()
          try step.run(
            rows: rows + first, step: steps + 1, coefficients: rule.coefficients(step: steps + 1),
            seed: options.seed)
          guard step.loss.isFinite else {
            throw failure(
              "loss", step.loss, epoch: epoch, batch: number + 1,
              rows: Array(order[first..<first + samples]))
          }
          // The figures are those before the first step on the batch.
          if repetition == 0 {
            total += step.loss * Double(samples)
            sum += step.sum
            seen += samples
          }
          let isAccepted = rule.accepts(
            StepAttempt(
              repetition: repetition, loss: step.loss, previousLoss: previousLoss,
              memory: memory.ofRule.before, updatedMemory: memory.ofRule.after))
          guard isAccepted else { break }
          memory.swapSides()
          steps += 1
          previousLoss = step.loss
        }
        onStep(
          Trainer.Progress(
            epoch: epoch, done: (epoch - 1 - epochsBefore) * batches + number + 1,
            total: (options.epochs - epochsBefore) * batches, loss: total / Double(seen),
            accuracy: figure.averages(sum, samples: seen).accuracy, learningRate: learningRate))
      }
    }
    guard memory.isFinite else {
      let bad = memory.front[0].doubles.first { !$0.isFinite } ?? .nan
      throw Trainer.Failure.notFinite(
        what: "network's parameters", epoch: epoch, batch: batches, value: bad)
    }
    let averages = figure.averages(sum, samples: seen)
    return (total / Double(seen), averages.accuracy, averages.rmse)
  }

  private func failure(
    _ what: String, _ value: Double, epoch: Int, batch: Int, rows: [Int32]
  ) -> Trainer.Failure {
    if let bad = TrainingData.notFinite(x, rows: rows) {
      return .data(sample: bad.row + 1, value: bad.value, epoch: epoch, batch: batch)
    }
    return .notFinite(what: what, epoch: epoch, batch: batch, value: value)
  }
}
