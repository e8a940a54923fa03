import DataIO
import Layers
import Losses
import LuaBridge
import Optimizers
import Tensors

/// An optimiser's rule as Lua holds it.
final class RuleObject {
  let rule: any UpdateRule
  init(_ rule: any UpdateRule) { self.rule = rule }
}

func ruleClass() -> ClassDeclaration {
  ClassDeclaration(
    RuleObject.self, name: "optimizer", summary: "How parameters change with a gradient.",
    text: { "optim.\($0.rule.name){lr = \($0.rule.learningRate)}" })
}

/// The module `optim`: minimisation and training.
func optimModule(_ session: Session) -> ModuleDeclaration {
  func rate(_ value: LuaValue) -> Option {
    Option("lr", .number(.positive), default: value, "Learning rate.")
  }
  let decay = Option("weight_decay", .number(.nonNegative), default: 0, "Weight decay.")
  let betas = [
    Option("beta1", .number(.halfOpen(0..<1)), default: 0.9, "Decay of the mean."),
    Option("beta2", .number(.halfOpen(0..<1)), default: 0.999, "Decay of the square."),
    Option("epsilon", .number(.positive), default: 1e-8, "Added to the root."),
  ]
  func adam(_ name: String, _ summary: String, _ decay: Option, decoupled: Bool)
    -> FunctionDeclaration
  {
    FunctionDeclaration(
      name: name, options: [rate(0.001)] + betas + [decay], returns: "optimizer", summary: summary,
      formula: decoupled ? "Loshchilov and Hutter 2019" : "Kingma and Ba 2015, algorithm 1",
      example: "optim.\(name){lr = 0.01}"
    ) { call in
      .object(
        RuleObject(
          Adam(
            learningRate: call.number("lr"), beta1: call.number("beta1"),
            beta2: call.number("beta2"), epsilon: call.number("epsilon"),
            weightDecay: call.number("weight_decay"), isDecoupled: decoupled)))
    }
  }
  return ModuleDeclaration(
    name: "optim", summary: "Minimisation and training.",
    functions: [
      FunctionDeclaration(
        name: "sgd",
        options: [
          rate(0.01), Option("momentum", .number(.halfOpen(0..<1)), default: 0, "Momentum."),
          Option("nesterov", .boolean, default: false, "Nesterov's form of momentum."), decay,
        ], returns: "optimizer", summary: "Stochastic gradient descent, in PyTorch's form.",
        example: "optim.sgd{lr = 0.1, momentum = 0.9}"
      ) { call in
        .object(
          RuleObject(
            SGD(
              learningRate: call.number("lr"), momentum: call.number("momentum"),
              nesterov: call.boolean("nesterov"), weightDecay: call.number("weight_decay"))))
      },
      adam("adam", "Adam, in PyTorch's form.", decay, decoupled: false),
      adam(
        "adamw", "Adam with decoupled weight decay, in PyTorch's form.",
        Option("weight_decay", .number(.nonNegative), default: 0.01, "Weight decay."),
        decoupled: true),
      FunctionDeclaration(
        name: "minimize",
        arguments: [
          Argument("f", .function, "A scalar function of a tensor."),
          Argument("x0", .tensor, "Where to start."),
        ],
        options: [
          Option("method", .oneOf(["lbfgs"]), default: "lbfgs", "Which method."),
          Option(
            "tolerance", .number(.positive), default: 1e-7, "Largest |gradient| that ends it."),
          Option("max_steps", .integer(0...1_000_000_000), default: 20000, "Steps at most."),
          Option("memory", .integer(1...1000), default: 10, "Pairs that L-BFGS remembers."),
          Option("max_step_length", .number(.positive), default: 0.4, "Longest step."),
        ], returns: "table",
        summary: "A local minimum, in float64, by L-BFGS without line search: "
          + "{x, value, steps, evaluations, status, gradient_norm}; status is converged, max_steps, stuck or "
          + "not_finite.",
        example: "print(optim.minimize(function(x) return (x - 3):square():sum() end, {0, 0}).x)"
      ) { call in try minimize(call, session) },
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
          Option("on_epoch", .function, "function(s): s has epoch, loss, accuracy; false stops."),
        ], returns: "list of epochs",
        summary: "Trains the network; returns {epoch, loss, accuracy} for each epoch.",
        example: """
          local net = nn.Sequential{nn.Linear(4, 10), nn.Tanh(), nn.Linear(10, 3)}
          local history = optim.fit(net, data.iris():standardize(), {loss = loss.cross_entropy(), epochs = 2})
          print(history[2].loss)
          """
      ) { call in try fit(call, session) },
    ])
}

private func minimize(_ call: Call, _ session: Session) throws -> LuaValue {
  let start = try call.tensor("x0").tensor(for: "minimize")
  let function = call.function("f")
  let objective = try PlanObjective(
    PlanObjective.plan(dimension: start.count) {
      try session.call(function, [$0.reshaped(to: start.shape)])
    })
  var options = LBFGS.Options()
  options.tolerance = call.number("tolerance")
  options.maximumSteps = call.integer("max_steps")
  options.memory = call.integer("memory")
  options.maximumStepLength = call.number("max_step_length")
  let result = try LBFGS(dimension: start.count, options: options)
    .minimize(objective, from: start.doubles, checkpoint: Interrupt.check)
  return .table(
    try session.lua.table(fields: [
      "x": session.wrap(.tensor(try Tensor(result.x, shape: start.shape, dtype: .float64))),
      "value": .number(result.value), "steps": .integer(result.steps),
      "evaluations": .integer(result.evaluations), "status": .string(result.status.rawValue),
      "gradient_norm": .number(result.gradientNorm),
    ]))
}

private func fit(_ call: Call, _ session: Session) throws -> LuaValue {
  let object = call.object("net", as: NetworkObject.self)
  let data = call.object("dataset", as: DatasetObject.self).dataset
  var options = Trainer.Options()
  options.epochs = call.integer("epochs")
  options.batchSize = call.integer("batch_size")
  options.seed = session.seed(call)
  let rule = call.optionalObject("optimizer", as: RuleObject.self)?.rule ?? Adam()
  let trainer = Trainer(
    loss: call.object("loss", as: LossObject.self).loss, rule: rule, options: options)
  let onEpoch = call.optionalFunction("on_epoch")
  let bar = ProgressBar(total: options.epochs, label: "training")
  defer { bar.finish() }
  func record(_ epoch: Trainer.Epoch) throws -> LuaTable {
    try session.lua.table(fields: [
      "epoch": .integer(epoch.epoch), "loss": .number(epoch.loss),
      "accuracy": .number(epoch.accuracy),
    ])
  }
  let (network, history) = try trainer.fit(
    object.network, x: data.x, y: data.y,
    onEpoch: { epoch, network in
      // An interrupted training leaves the network where it had come.
      object.network = network
      bar.update(epoch.epoch, note: "loss \(Float(epoch.loss))")
      guard let onEpoch else { return true }
      let answer = try onEpoch.call([.table(record(epoch))]).first ?? .nil
      if case .boolean(false) = answer { return false }
      return true
    }, checkpoint: Interrupt.check)
  object.network = network
  return .table(try session.lua.table(history.map { .table(try record($0)) }))
}
