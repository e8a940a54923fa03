import DataIO
import Foundation
import Losses
import LuaBridge
import Optimizers

/// `optim.fit`.
func fitFunction(_ session: Session) -> FunctionDeclaration {
  FunctionDeclaration(
    name: "fit",
    arguments: [
      Argument("net", .network, "Changed in place."),
      Argument("dataset", .object("dataset"), "The training data."),
    ],
    options: [
      Option("loss", .loss, required: true, "What is minimised."),
      Option("optimizer", .object("optimizer"), "optim.adam{} if missing."),
      Option("epochs", .integer(0...1_000_000), default: 10, "Passes over the data."),
      Option("batch_size", .integer(1...1_000_000_000), default: 32, "Samples a step."),
      Session.seedOption,
      Option("validation", .object("dataset"), "Measured after each epoch."),
      Option("clip_gradient", .number(.positive), "The gradient's largest 2-norm."),
      Option(
        "patience", .integer(1...1_000_000),
        "Epochs without a lower loss (of the validation, if given) that end it; the best parameters "
          + "are kept."),
      Option(
        "on_epoch", .function,
        "function(s): s has epoch, loss, accuracy, validation_loss, validation_accuracy, "
          + "learning_rate, seconds; false stops."),
      Option(
        "checkpoint", .string,
        "A file that is written after each epoch. If it is there, the same training goes on from "
          + "it."),
    ], returns: "history",
    summary:
      "Trains the network; returns {epoch, loss, accuracy, …} for each epoch, and the figures "
      + "as lists by name: history[2].loss is history.loss[2].",
    example: """
      local net = nn.Sequential{nn.Linear(4, 10), nn.Tanh(), nn.Linear(10, 3)}
      local iris = data.iris():standardize()
      local history = optim.fit(net, iris, {loss = loss.cross_entropy(), epochs = 2})
      print(history[2].loss)
      """
  ) { call in try fit(call, session) }
}

private func fit(_ call: Call, _ session: Session) throws -> LuaValue {
  let object = call.object("net", as: NetworkObject.self)
  let data = call.object("dataset", as: DatasetObject.self).dataset
  let optimizer = call.optionalObject("optimizer", as: RuleObject.self)
  var options = Trainer.Options()
  options.epochs = call.integer("epochs")
  options.batchSize = call.integer("batch_size")
  options.seed = session.seed(call)
  options.clipGradient = call.optionalNumber("clip_gradient")
  options.patience = call.optionalInteger("patience")
  options.checkpointPath = call.optionalString("checkpoint")
  let trainer = Trainer(
    loss: call.object("loss", as: LossObject.self).loss, rule: optimizer?.rule ?? Adam(),
    options: options)
  let onEpoch = call.optionalFunction("on_epoch")
  var bar: TrainingBar?
  defer { bar?.finish() }
  let (network, history) = try trainer.fit(
    object.network, x: data.x, y: data.y,
    validation: call.optionalObject("validation", as: DatasetObject.self).map {
      ($0.dataset.x, $0.dataset.y)
    },
    onEpoch: { epoch, network in
      // An interrupted training leaves the network where it had come.
      object.network = network
      guard let onEpoch else { return true }
      let state = try HistoryTable.state(epoch, session.lua)
      if case .boolean(false)? = try onEpoch.call([.table(state)]).first { return false }
      return true
    },
    onStep: { progress in
      let shown = bar ?? TrainingBar(total: progress.total)
      bar = shown
      shown.update(progress, epochs: options.epochs)
    },
    onConstant: { session.warn("\(call.functionName): \($0)", again: true) })
  object.network = network
  return try HistoryTable(epochs: history).table(session.lua)
}

/// The progress bar of a training, whose text is made only as often as it is drawn.
private final class TrainingBar {
  private let bar: ProgressBar
  private let isVisible = isatty(2) == 1
  private let clock = ContinuousClock()
  private var next: ContinuousClock.Instant

  init(total: Int) {
    bar = ProgressBar(total: total, label: "training")
    next = clock.now
  }

  func update(_ progress: Trainer.Progress, epochs: Int) {
    guard isVisible, clock.now >= next else { return }
    next = clock.now + .milliseconds(100)
    var note = "epoch \(progress.epoch)/\(epochs)  loss " + String(format: "%.4g", progress.loss)
    if let accuracy = progress.accuracy {
      note += String(format: "  accuracy %.1f %%", 100 * accuracy)
    }
    note += "  lr " + String(format: "%.3g", progress.learningRate)
    bar.update(progress.done, note: note)
  }

  func finish() { bar.finish() }
}
