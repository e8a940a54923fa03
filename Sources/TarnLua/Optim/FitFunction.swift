import DataIO
import Foundation
import Layers
import Losses
import LuaBridge
import Optimizers

/// `optim.fit`.
func fitFunction(_ session: Session) -> FunctionDeclaration {
  FunctionDeclaration(
    name: "fit",
    arguments: [
      Argument("net", .network, "Changed in place."),
      Argument(
        "dataset", .trainingData,
        "The training data, or a table {x = samples, y = targets}: classes from 1, or numbers, which go with "
          + "outputs element by element."),
    ],
    options: [
      Option("loss", .loss, required: true, "What is minimised."),
      Option("optimizer", .object("optimizer"), "optim.adam{} if missing."),
      Option("epochs", .integer(0...1_000_000), default: 10, "Passes over the data."),
      Option("batch_size", .integer(1...1_000_000_000), default: 32, "Samples a step."),
      Option(
        "drop_last", .boolean, default: false,
        "Whether samples that do not fill a last batch are left out: others in each epoch."),
      Session.seedOption,
      Option("validation", .trainingData, "Measured after each epoch; as the training data."),
      Option("clip_gradient", .number(.positive), "The gradient's largest 2-norm."),
      Option(
        "patience", .integer(1...1_000_000),
        "Epochs without a lower loss (of the validation, if given) that end it; the best parameters "
          + "are kept."),
      Option(
        "on_epoch", .function,
        "function(s), which gets each epoch's record (?training_epoch), with learning_rate and seconds; false stops."
      ),
      Option(
        "checkpoint", .path(.write),
        "A file that is written after each epoch. If it is there, the same training goes on from "
          + "it."),
    ], returns: .record(trainingHistory),
    summary:
      "Trains the network; returns a record for each epoch, and the figures "
      + "as lists by name: history[2].loss is history.loss[2]. For targets that are numbers there is rmse, the root "
      + "mean squared difference, in place of accuracy.",
    example: """
      local net = nn.Sequential{nn.Linear(4, 10), nn.Tanh(), nn.Linear(10, 3)}
      local iris = data.iris():standardize()
      local history = optim.fit(net, iris, {loss = loss.cross_entropy(), epochs = 2})
      print(history[2].loss)
      local numbers = {x = {{0}, {1}, {2}}, y = {0.5, 1.5, 2.5}}
      print(optim.fit(nn.Sequential{nn.Linear(1, 1)}, numbers, {loss = loss.mse(), epochs = 2}))
      """
  ) { call in try fit(call, session) }
}

private func fit(_ call: Call, _ session: Session) throws -> LuaValue {
  let object = call.object("net", as: NetworkObject.self)
  let data = try TrainingSamples(call["dataset"], "\(call.functionName): dataset")
  let optimizer = call.optionalObject("optimizer", as: RuleObject.self)
  var options = Trainer.Options()
  options.epochs = call.integer("epochs")
  options.batchSize = call.integer("batch_size")
  options.dropLast = call.boolean("drop_last")
  options.seed = session.seed(call)
  options.clipGradient = call.optionalNumber("clip_gradient")
  options.patience = call.optionalInteger("patience")
  options.checkpointPath = call.optionalString("checkpoint")
  let loss = call.object("loss", as: LossObject.self).loss
  if let caution = data.caution(loss) { session.warn("\(call.functionName): \(caution)") }
  let trainer = Trainer(loss: loss, rule: optimizer?.rule ?? Adam(), options: options)
  let onEpoch = call.optionalFunction("on_epoch")
  var bar: TrainingBar?
  defer { bar?.finish() }
  let validation =
    call.has("validation")
    ? try TrainingSamples(call["validation"], "\(call.functionName): validation") : nil
  var done: [Trainer.Epoch] = []
  func train() throws -> (Network, [Trainer.Epoch]) {
    try trainer.fit(
      object.network, x: data.x, y: data.y, isRegression: data.isRegression,
      validation: validation.map { ($0.x, $0.y) },
      onEpoch: { epoch, network in
        // An interrupted training leaves the network where it had come.
        object.network = network
        done.append(epoch)
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
      onConstant: { session.warn("\(call.functionName): \($0)", again: true) },
      onJoin: { session.note("\(call.functionName): \($0)") })
  }
  let (network, history): (Network, [Trainer.Epoch])
  do { (network, history) = try train() } catch let error as Interrupted {
    // It goes on as the error; the history is made by Lua, which would stop for it.
    Interrupt.clear()
    session.lua.partialResult = try HistoryTable(epochs: done).table(session.lua)
    throw error
  }
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
