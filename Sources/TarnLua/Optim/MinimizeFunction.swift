import LuaBridge
import Optimizers
import Settings
import Tensors

private let minimizeResult = RecordDeclaration(
  "minimization", plural: "minimizations", "Where a descent ended.",
  [
    RecordField("x", "tensor", "The point, in the shape of x0, float64."),
    RecordField("value", "number", "f(x)."),
    RecordField("steps", "integer", "Steps taken."),
    RecordField("evaluations", "integer", "Evaluations of f, each with its gradient."),
    RecordField(
      "status", .choice(LBFGS.Status.allCases.map(\.rawValue)),
      "How it ended; stuck: rounding allows no more."),
    RecordField(
      "gradient_norm", "number", "The gradient's norm at x, the one that tolerance bounds."),
  ])

/// `optim.minimize`.
func minimizeFunction(_ session: Session) -> FunctionDeclaration {
  FunctionDeclaration(
    name: "minimize",
    arguments: [
      Argument("f", .callable, "A scalar function of a tensor."),
      Argument("x0", .tensor, "Where to start."),
    ],
    options: [
      Option(
        "method", .either(.oneOf(["lbfgs"] + rules.map { $0.about.name }), .object("optimizer")),
        default: "lbfgs",
        "L-BFGS with a line search, which needs no setting and is far faster; or the steps of an optimiser for "
          + "training, such as \"adam\" or optim.adam{lr = 0.1}, whose schedule counts steps. To these, only "
          + "tolerance and max_steps apply besides.")
    ] + Minimization.declaration.rows.map(\.option), returns: .record(minimizeResult),
    summary: "A local minimum, in float64, from a start near it or far.",
    formula: Minimization.about.source,
    example: "print(optim.minimize(function(x) return (x - 3):square():sum() end, {0, 0}).x)"
  ) { call in try minimize(call, session) }
}

/// The rules that can minimise: all steps of theirs count.
private var rules: [any UpdateRule.Type] { updateRules.filter { $0 != LimitedMemoryRule.self } }

private func minimize(_ call: Call, _ session: Session) throws -> LuaValue {
  let start = try call.tensor("x0").tensor(for: "minimize")
  let function = call.function("f")
  let options: Minimization = try call.declared()
  func value(_ x: Value) throws -> Value {
    try session.call(function, [x.reshaped(to: start.shape)])
  }
  let result: LBFGS.Result
  if let rule = try chosenRule(call) {
    result = try RuleDescent(
      rule, tolerance: options.tolerance, maximumSteps: options.maximumSteps
    ).minimize(from: start.doubles, value)
  } else {
    let objective = try PlanObjective(PlanObjective.plan(dimension: start.count, value))
    result = try LBFGS(dimension: start.count, options: options.descent)
      .minimize(objective, from: start.doubles)
  }
  return .table(
    try session.lua.record(
      minimizeResult,
      [
        "x": session.wrap(.tensor(try Tensor(result.x, shape: start.shape, dtype: .float64))),
        "value": .number(result.value), "steps": .integer(result.steps),
        "evaluations": .integer(result.evaluations), "status": .string(result.status.rawValue),
        "gradient_norm": .number(result.gradientNorm),
      ]))
}

/// The optimiser of the option `method`; nil for L-BFGS with its line search.
private func chosenRule(_ call: Call) throws -> (any UpdateRule)? {
  let given = call.optionalObject("method", as: RuleObject.self)?.rule
  if given is LimitedMemoryRule {
    throw MessageError(
      "\(call.functionName): optim.lbfgs is for batches of a training; here method = \"lbfgs\" is L-BFGS, with a "
        + "line search")
  }
  let name = given == nil ? call.string("method") : ""
  guard let rule = try given ?? rules.first(where: { $0.about.name == name })?.make([:]) else {
    return nil
  }
  for row in Minimization.declaration.rows
  where !["tolerance", "max_steps"].contains(row.key) && call.has(row.key) {
    throw MessageError(
      "\(call.functionName): option '\(row.key)' goes with method = \"lbfgs\", not with \(rule.name)"
    )
  }
  return rule
}
