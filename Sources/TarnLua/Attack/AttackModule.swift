import Attacks
import LuaBridge
import Settings
import Tensors

/// The module `attack`: adversarial perturbations.
func attackModule(_ session: Session) -> ModuleDeclaration {
  ModuleDeclaration(
    name: "attack", summary: "Adversarial perturbations of inputs, on networks and functions.",
    functions: attacks.map { attackFunction($0, session) } + [
      namesFunction(session), customAttackFunction(session),
    ])
}

/// Of every attack.
var attackArguments: [Argument] {
  [
    Argument("net", .model, "A network, or any function from a batch to logits."),
    Argument("x", .tensor, "Samples, one a row."), Argument("y", .tensor, "Classes from 1."),
  ]
}

/// The function that runs an attack: `attack.pgd`.
private func attackFunction(_ type: any DeclaredAttack.Type, _ session: Session)
  -> FunctionDeclaration
{
  .erasing(
    type, session, arguments: attackArguments, options: threatOptions, returns: attackResult,
    example: """
      local net = nn.Sequential{nn.Linear(2, 2)}
      local x, y = tensor{{1, 2}, {2, 1}}, tensor{1, 2}
      print(attack.\(type.about.name)(net, x, y, {eps = 0.1}).accuracy)
      """
  ) { call, made in
    guard let attack = made as? any Attack else {
      preconditionFailure("\(type.about.name) makes no attack")
    }
    return try run(attack, call, session)
  }
}

let attackResult =
  "{adversarial, success, accuracy, success_rate, distance, gradients, forwards}"

/// What an attacker may do, and how attacks are run.
var threatOptions: [Option] { AttackDriver.Options.declaration.rows.map(\.option) }

/// What all attacks are called with, and what they return.
func run(_ attack: any Attack, _ call: Call, _ session: Session) throws -> LuaValue {
  var options: AttackDriver.Options = try call.declared()
  options.seed = session.seed(call)
  let result = try AttackDriver(attack, options)(
    call.model("net", session), call.tensor("x"), call.tensor("y"))
  return .table(
    try session.lua.table(fields: [
      "adversarial": session.wrap(tensor: result.adversarial),
      "success": session.wrap(tensor: Tensor(result.success.map { $0 ? 1 : 0 })),
      "accuracy": .number(result.accuracy), "success_rate": .number(result.successRate),
      "distance": session.wrap(tensor: result.distance),
      "gradients": .integer(result.gradients), "forwards": .integer(result.forwards),
    ]))
}

private func namesFunction(_ session: Session) -> FunctionDeclaration {
  FunctionDeclaration(
    name: "names", returns: "list", summary: "The names of all attacks.",
    example: "for _, name in ipairs(attack.names()) do print(name, attack[name]) end"
  ) { _ in .table(try session.lua.table(attacks.map { .string($0.about.name) })) }
}
