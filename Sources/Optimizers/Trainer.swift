import DataIO
import Foundation
import Layers
import Losses
import Tensors

/// Trains a network on a data set: minibatches in a seeded order, each step one plan (loss,
/// gradient and update together).
public final class Trainer {
  public struct Options: Sendable {
    public var epochs = 10
    public var batchSize = 32
    /// Whether samples that do not fill a last batch are left out: others in each epoch.
    public var dropLast = false
    public var seed: UInt64 = 0
    /// The largest 2-norm of a gradient; longer ones are scaled down to it.
    public var clipGradient: Double?
    /// Ends after so many epochs without a lower loss (of the validation, if there is one), and gives
    /// back the best parameters.
    public var patience: Int?
    /// A file that is written after each epoch, and from which the same run goes on.
    public var checkpointPath: String?
    public init() {}
  }

  /// Samples and targets.
  public typealias Data = (x: Tensor, y: Tensor)

  private let rule: any UpdateRule
  private let loss: any LossTerm
  private let options: Options
  private let clock = ContinuousClock()

  public init(loss: any LossTerm, rule: any UpdateRule, options: Options) {
    self.loss = loss
    self.rule = rule
    self.options = options
  }

  /// - Parameters:
  ///   - x: samples along the leading dimension.
  ///   - y: as many targets.
  ///   - isRegression: whether targets are numbers; nil finds out: they are unless all can be classes.
  ///   - onEpoch: called after each epoch; false stops the training.
  ///   - onStep: called after each step.
  ///   - onConstant: called once if the network becomes constant: with it, some predictions are looked at.
  ///   - onJoin: called once if a sample that remained alone joins the batch before it.
  /// - Returns: the trained network and the epochs' figures, those before a checkpoint included.
  public func fit(
    _ net: Network, x: Tensor, y: Tensor, isRegression: Bool? = nil, validation: Data? = nil,
    onEpoch: (Epoch, Network) throws -> Bool = { _, _ in true },
    onStep: (Progress) -> Void = { _ in }, onConstant: ((ConstantPrediction) -> Void)? = nil,
    onJoin: (JoinedBatch) -> Void = { _ in }
  ) throws -> (network: Network, history: [Epoch]) {
    try TrainingData.check(net, loss, x: x, y: y)
    let isRegression = isRegression ?? !TrainingData.canBeClasses(y)
    var state = try start(net)
    let identity = try options.checkpointPath.map { _ in try self.identity(net, x, y, validation) }
    if let path = options.checkpointPath, let identity,
      let found = try Checkpoint(reading: path, identity, types: state.tensors.map(\.type))
    {
      guard found.history.count <= options.epochs else {
        throw Failure.ahead(path: path, done: found.history.count, asked: options.epochs)
      }
      state = found
    }
    let resumed = state.history.count
    let memory = try TrainingMemory(state.tensors)
    let evaluation = try validation.map { data in
      do {
        try TrainingData.check(net, loss, x: data.x, y: data.y)
        return try Evaluation(
          net, loss, x: data.x, y: data.y, batch: max(options.batchSize, 256),
          isRegression: isRegression)
      } catch { throw Failure.validation(error) }
    }
    func network(_ tensors: [Tensor]) throws -> Network {
      try net.with(parameters: .tensor(tensors[0])).with(buffers: .tensor(tensors[1]))
    }
    let check = try onConstant.flatMap { _ in
      isRegression ? nil : try ConstancyCheck(net, state.tensors, x: x, y: y)
    }
    func look(isLast: Bool) throws {
      guard let last = state.history.last, state.history.count > resumed,
        let found = try check?(
          state.tensors, epoch: last.epoch, accuracy: last.accuracy, isLast: isLast)
      else { return }
      onConstant?(found)
    }
    let pass = try TrainingPass(
      net, loss, rule, options: options, memory: memory, x: x, y: y, steps: state.steps,
      isRegression: isRegression)
    if pass.isJoined { onJoin(JoinedBatch(samples: x.shape[0], batchSize: options.batchSize)) }
    var trained = try network(state.tensors)
    while state.history.count < options.epochs, !isOver(state) {
      let epoch = state.history.count + 1
      let begin = clock.now
      let rate = rule.learningRate.number(epoch: epoch)
      let figures = try pass.run(
        epoch: epoch, learningRate: rate, epochsBefore: resumed, onStep: onStep)
      let now = try memory.snapshot()
      let validated = try evaluation?(
        parameters: now[0], buffers: now[1], epoch: epoch)
      let record = Epoch(
        epoch: epoch, loss: figures.loss, accuracy: figures.accuracy, rmse: figures.rmse,
        validationLoss: validated?.loss, validationAccuracy: validated?.accuracy,
        validationRMSE: validated?.rmse, learningRate: rate,
        seconds: (clock.now - begin) / .seconds(1))
      if let value = validated?.loss, !value.isFinite {
        throw Failure.notFinite(
          what: "loss of the validation", epoch: epoch, batch: pass.batches, value: value)
      }
      state.history.append(record)
      (state.tensors, state.steps) = (now, pass.steps)
      if options.patience != nil,
        state.best.map({ record.watched < state.history[$0.epoch - 1].watched }) ?? true
      {
        state.best = (epoch, Array(now.prefix(2)))
      }
      trained = try network(now)
      if let path = options.checkpointPath, let identity { try state.write(path, identity) }
      try look(isLast: false)
      if try !onEpoch(record, trained) { break }
    }
    try look(isLast: true)
    if options.patience != nil, let best = state.best { trained = try network(best.tensors) }
    return (trained, state.history)
  }

  private func start(_ net: Network) throws -> Checkpoint {
    let parameters = try net.parameters.tensor(for: "fit")
    let memory = try (0..<rule.memory).map { _ in
      try Tensor.full(0, shape: parameters.shape, dtype: parameters.dtype)
    }
    return Checkpoint(
      steps: 0, history: [], tensors: [parameters, try net.buffers.tensor(for: "fit")] + memory)
  }

  /// Whether the patience is at its end.
  private func isOver(_ state: Checkpoint) -> Bool {
    guard let patience = options.patience, let best = state.best else { return false }
    return state.history.count - best.epoch >= patience
  }

  private func identity(
    _ net: Network, _ x: Tensor, _ y: Tensor, _ validation: Data?
  ) throws -> Checkpoint.Identity {
    let watched =
      validation.map {
        "by the validation \($0.x.shape) with fingerprint "
          + TrainingData.fingerprint([$0.x, $0.y])
      } ?? "by the training loss"
    return Checkpoint.Identity(
      network: net.layers.map(\.name).joined(separator: ", ")
        + " with \(net.parameterCount) parameters", dtype: net.dtype.rawValue,
      optimizer: rule.description,
      loss: loss.description,
      batchSize: "\(options.batchSize)" + (options.dropLast ? " without the last" : ""),
      seed: "\(options.seed)",
      clipGradient: options.clipGradient.map { "\($0)" } ?? "not set",
      data: "\(x.shape) \(x.dtype.rawValue) with fingerprint "
        + TrainingData.fingerprint([x, y]),
      layers: net.structure,
      patience: options.patience == nil ? Checkpoint.Identity.never : watched,
      settings: loss.identity, probe: LossProbe.values(of: loss, net, x, y))
  }
}
