import Attacks
import LuaBridge
import Tensors

/// The module `attack`: adversarial perturbations.
func attackModule(_ session: Session) -> ModuleDeclaration {
  let arguments = [
    Argument("net", .model, "A network, or any function from a batch to logits."),
    Argument("x", .tensor, "Samples, one a row."), Argument("y", .tensor, "Classes from 1."),
  ]
  let threat = [
    Option("eps", .number(.nonNegative), required: true, "The radius of the ball."),
    Option("norm", .oneOf(ThreatModel.Norm.allCases.map(\.rawValue)), default: "inf", "Its norm."),
    Option(
      "clip", .list(of: .precise), "{low, high}: the range of valid inputs, numbers or tensors."),
  ]
  let result = "{adversarial, success, accuracy, success_rate, distance, gradients, forwards}"
  let example = """
    local net = nn.Sequential{nn.Linear(2, 2)}
    local x, y = tensor{{1, 2}, {2, 1}}, tensor{1, 2}

    """
  return ModuleDeclaration(
    name: "attack", summary: "Adversarial perturbations of inputs, on networks and functions.",
    functions: [
      FunctionDeclaration(
        name: "fgsm", arguments: arguments, options: threat, returns: result,
        summary:
          "One step of length eps along the sign of the gradient of the loss. success is 1 where the "
          + "prediction is wrong, samples that were wrong before included; success_rate counts the others.",
        formula: "Goodfellow et al. 2015, eq. 3",
        example: example + "print(attack.fgsm(net, x, y, {eps = 0.1}).accuracy)"
      ) { call in
        let x = call.tensor("x")
        return try table(
          FGSM(threatModel(call, x))(
            call.model("net", session).callAsFunction, x, call.tensor("y"),
            checkpoint: Interrupt.check),
          session)
      },
      FunctionDeclaration(
        name: "pgd", arguments: arguments,
        options: threat + [
          Option("steps", .integer(1...1_000_000), default: 40, "Gradient steps."),
          Option("step_size", .number(.positive), "Length of a step; 2.5 eps / steps if missing."),
          Option(
            "restarts", .integer(1...1_000_000), default: 1, "Runs; the best point of all counts."),
          Option(
            "random_start", .boolean, default: true, "Whether runs begin at random in the ball."),
          Session.seedOption,
          Option("compact", .boolean, default: true, "Whether fooled samples leave the batch."),
        ], returns: result,
        summary:
          "Projected gradient steps, as fgsm's, each of which ends in the ball and the clip range. The "
          + "result is the first point that fools the network, else the one of highest loss.",
        formula: "Madry et al. 2018",
        example: example + "print(attack.pgd(net, x, y, {eps = 0.1, steps = 10}).accuracy)"
      ) { call in
        let x = call.tensor("x")
        let options = PGD.Options(
          steps: call.integer("steps"), stepSize: call.optionalNumber("step_size"),
          restarts: call.integer("restarts"), randomStart: call.boolean("random_start"),
          seed: session.seed(call), compact: call.boolean("compact"))
        return try table(
          PGD(threatModel(call, x), options: options)(
            call.model("net", session).callAsFunction, x, call.tensor("y"),
            checkpoint: Interrupt.check),
          session)
      },
    ])
}

private func threatModel(_ call: Call, _ x: Value) throws -> ThreatModel {
  var clip: ThreatModel.Clip?
  if call.has("clip") {
    let ends = call.values("clip", as: Value.self)
    guard ends.count == 2 else { throw MessageError("option 'clip' must be {low, high}") }
    let tensors = try ends.map { end in
      try end.cast(to: x.floating().dtype).expanded(to: x.shape).tensor(for: "clip")
    }
    clip = ThreatModel.Clip(low: tensors[0], high: tensors[1])
  }
  return ThreatModel(
    epsilon: call.number("eps"), norm: ThreatModel.Norm(rawValue: call.string("norm")) ?? .linf,
    clip: clip)
}

private func table(_ result: AttackResult, _ session: Session) throws -> LuaValue {
  let success = try Tensor(result.success.map { $0 ? 1 : 0 })
  return .table(
    try session.lua.table(fields: [
      "adversarial": session.wrap(.tensor(result.adversarial)),
      "success": session.wrap(.tensor(success)),
      "accuracy": .number(result.accuracy), "success_rate": .number(result.successRate),
      "distance": session.wrap(.tensor(result.distance)),
      "gradients": .integer(result.gradients), "forwards": .integer(result.forwards),
    ]))
}
