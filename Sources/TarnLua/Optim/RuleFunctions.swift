import Losses
import LuaBridge
import Optimizers

/// An optimiser's rule as Lua holds it.
final class RuleObject {
  let rule: any UpdateRule
  /// In the place of the rule's learning rate.
  let schedule: Schedule?

  init(_ rule: any UpdateRule, _ schedule: Schedule?) {
    self.rule = rule
    self.schedule = schedule
  }
}

func ruleClass() -> ClassDeclaration {
  ClassDeclaration(
    RuleObject.self, name: "optimizer", summary: "How parameters change with a gradient.",
    text: { "optim." + $0.rule.description(learningRate: $0.schedule?.description) })
}

/// The functions of `optim` that make optimisers.
func ruleFunctions() -> [FunctionDeclaration] {
  func rate(_ value: LuaValue) -> Option {
    Option(
      "lr", .either(.number(.positive), .object("schedule")), default: value,
      "Learning rate: a number or a schedule.")
  }
  func decay(_ value: LuaValue = 0) -> Option {
    Option("weight_decay", .number(.nonNegative), default: value, "Weight decay.")
  }
  func below(_ key: String, _ value: LuaValue, _ summary: String) -> Option {
    Option(key, .number(.halfOpen(0..<1)), default: value, summary)
  }
  let momentum = below("momentum", 0, "Momentum.")
  let epsilon = Option("epsilon", .number(.positive), default: 1e-8, "Added to the root.")

  func rule(
    _ name: String, _ options: [Option], _ summary: String, _ formula: String? = nil,
    _ make: @escaping (Call, Double) throws -> any UpdateRule
  ) -> FunctionDeclaration {
    FunctionDeclaration(
      name: name, options: options, returns: "optimizer", summary: summary, formula: formula,
      example: "optim.\(name){lr = 0.01}"
    ) { call in
      let schedule = call.optionalObject("lr", as: ScheduleObject.self)?.schedule
      if let schedule, schedule.least < 0 {
        throw MessageError("optim.\(name): lr must stay positive, got \(schedule)")
      }
      let rate = schedule?.start ?? call.optionalNumber("lr") ?? 0
      return .object(RuleObject(try make(call, rate), schedule))
    }
  }
  func adam(_ call: Call, _ rate: Double, decoupled: Bool) -> Adam {
    Adam(
      learningRate: rate, beta1: call.number("beta1"), beta2: call.number("beta2"),
      epsilon: call.number("epsilon"), weightDecay: call.number("weight_decay"),
      isDecoupled: decoupled)
  }
  let betas = [
    rate(0.001), below("beta1", 0.9, "Decay of the mean."),
    below("beta2", 0.999, "Decay of the square."), epsilon,
  ]
  return [
    rule(
      "sgd",
      [
        rate(0.01), momentum, below("dampening", 0, "Of the gradient in the momentum."),
        Option("nesterov", .boolean, default: false, "Nesterov's form of momentum."), decay(),
      ], "Stochastic gradient descent, in PyTorch's form."
    ) { call, rate in
      let (momentum, dampening) = (call.number("momentum"), call.number("dampening"))
      if call.boolean("nesterov"), momentum == 0 || dampening != 0 {
        throw MessageError("optim.sgd: nesterov needs a momentum and no dampening")
      }
      if dampening != 0, momentum == 0 {
        throw MessageError("optim.sgd: dampening is of the momentum, which is 0")
      }
      return SGD(
        learningRate: rate, momentum: momentum, dampening: dampening,
        nesterov: call.boolean("nesterov"), weightDecay: call.number("weight_decay"))
    },
    rule("adam", betas + [decay()], "Adam, in PyTorch's form.", "Kingma and Ba 2015, algorithm 1") {
      adam($0, $1, decoupled: false)
    },
    rule(
      "adamw", betas + [decay(0.01)], "Adam with decoupled weight decay, in PyTorch's form.",
      "Loshchilov and Hutter 2019"
    ) { adam($0, $1, decoupled: true) },
    rule(
      "rmsprop",
      [
        rate(0.01), below("alpha", 0.99, "Decay of the square."), epsilon, momentum,
        Option("centered", .boolean, default: false, "Divide by the deviation."), decay(),
      ], "RMSprop, in PyTorch's form.", "Tieleman and Hinton 2012"
    ) { call, rate in
      RMSprop(
        learningRate: rate, alpha: call.number("alpha"), epsilon: call.number("epsilon"),
        momentum: call.number("momentum"), weightDecay: call.number("weight_decay"),
        isCentered: call.boolean("centered"))
    },
    rule(
      "lbfgs",
      [
        rate(1),
        Option("max_iter", .integer(1...100_000), default: 20, "Steps on each batch at most."),
        Option(
          "max_eval", .integer(1...1_000_000),
          "Gradients of each batch at most, one more than steps that count; 1.25 max_iter if missing."
        ),
        Option("history_size", .integer(1...1000), default: 10, "Pairs that it remembers."),
      ],
      "L-BFGS without line search, in PyTorch's form: for large batches. (optim.minimize has one "
        + "that bounds its steps.) A batch is done when its loss changes by less than 1e-9.",
      "Nocedal, Math. Comp. 35, 1980"
    ) { call, rate in
      // One gradient more than steps is asked for, but after the last of them.
      let limit = (call.optionalInteger("max_eval") ?? call.integer("max_iter") * 5 / 4) - 1
      return LimitedMemoryRule(
        learningRate: rate, repetitions: max(1, min(call.integer("max_iter"), limit)),
        history: call.integer("history_size"))
    },
  ]
}
