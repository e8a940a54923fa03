import LuaBridge
import Optimizers
import Settings
import Tensors

/// `optim.minimize`.
func minimizeFunction(_ session: Session) -> FunctionDeclaration {
  FunctionDeclaration(
    name: "minimize",
    arguments: [
      Argument("f", .callable, "A scalar function of a tensor."),
      Argument("x0", .tensor, "Where to start."),
    ],
    options: [
      Option("method", .oneOf(["lbfgs"]), default: "lbfgs", "Which method.")
    ] + LBFGS.Options.declaration.rows.map(\.option), returns: "table",
    summary: "A local minimum, in float64, by L-BFGS without line search: "
      + "{x, value, steps, evaluations, status, gradient_norm}; status is converged, max_steps, stuck or "
      + "not_finite.",
    example: "print(optim.minimize(function(x) return (x - 3):square():sum() end, {0, 0}).x)"
  ) { call in try minimize(call, session) }
}

private func minimize(_ call: Call, _ session: Session) throws -> LuaValue {
  let start = try call.tensor("x0").tensor(for: "minimize")
  let function = call.function("f")
  let objective = try PlanObjective(
    PlanObjective.plan(dimension: start.count) {
      try session.call(function, [$0.reshaped(to: start.shape)])
    })
  let options: LBFGS.Options = try call.declared()
  let result = try LBFGS(dimension: start.count, options: options)
    .minimize(objective, from: start.doubles)
  return .table(
    try session.lua.table(fields: [
      "x": session.wrap(.tensor(try Tensor(result.x, shape: start.shape, dtype: .float64))),
      "value": .number(result.value), "steps": .integer(result.steps),
      "evaluations": .integer(result.evaluations), "status": .string(result.status.rawValue),
      "gradient_norm": .number(result.gradientNorm),
    ]))
}
