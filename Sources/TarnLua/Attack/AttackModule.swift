import Attacks
import LuaBridge
import Settings
import Tensors

/// The module `attack`: adversarial perturbations.
func attackModule(_ session: Session) -> ModuleDeclaration {
  ModuleDeclaration(
    name: "attack", summary: "Adversarial perturbations of inputs, on networks and functions.",
    functions: attacks.map { attackFunction($0, session) } + [
      namesFunction(session), curveFunction(session), customAttackFunction(session),
      exactFunction(session), bracketFunction(session),
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
    type, session, arguments: attackArguments, options: threatOptions(of: type),
    returns: .record(attackResult),
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

let attackResult = RecordDeclaration(
  "attack result", "What an attack found; one number a sample in each tensor.",
  [
    RecordField("adversarial", "tensor", "The inputs that were found, in the shape of x."),
    RecordField("success", "tensor", "1 where the prediction is wrong there, else 0."),
    RecordField("accuracy", "number", "The share of samples that are still right."),
    RecordField(
      "success_rate", "number", "Of the samples that were right before, the share fooled."),
    RecordField("distance", "tensor", "From x to adversarial, in the norm of the attack."),
    RecordField("gradients", "integer", "Gradients of single samples that were computed."),
    RecordField("forwards", "integer", "Evaluations of single samples."),
    RecordField(
      "undefined", "tensor",
      "1 where a gradient or an output was NaN or infinite, and nothing was found."),
    RecordField(
      "warnings", .list("string"), optional: true,
      "Of an ensemble: what speaks against trusting the result."),
  ])

/// What an attacker may do, and how attacks are run.
/// - Parameter type: an attack that is declared; it may have fewer norms, and need no radius.
func threatOptions(of type: (any DeclaredAttack.Type)? = nil) -> [Option] {
  Threat.declaration.rows.map { row in
    var row = row
    if row.key == "eps" { row.isRequired = !(type?.isOfLeastDistance ?? false) }
    if row.key == "norm", let norms = type?.norms {
      row.kind = .choice(norms.map(\.rawValue))
      row.defaultText = "\"\(norms[0].rawValue)\""
    }
    return row.option
  }
}

/// What all attacks are called with, and what they return.
func run(_ attack: any Attack, _ call: Call, _ session: Session) throws -> LuaValue {
  var threat: Threat = try call.declared()
  threat.seed = session.seed(call)
  if !call.has("norm"), let declared = attack as? any DeclaredAttack {
    threat.norm = type(of: declared).norms[0]
  }
  let (model, x, y) = (try call.attacked(session), call.tensor("x"), call.tensor("y"))
  // What looks at the result costs something too.
  var looks = attack.parts.count > 1
  if looks, let budget = threat.budget {
    looks = budget > 2 * AttackDoubts.cost
    if looks { threat.budget = budget - AttackDoubts.cost }
  }
  let result = try AttackDriver(attack, threat)(model, x, y)
  var fields = try fields(of: result, call, session)
  if looks {
    let doubts = try AttackDoubts(model, x, y, result, of: attack)
    for warning in doubts.warnings { session.warn("\(call.functionName): \(warning)") }
    fields["warnings"] = .table(try session.lua.table(doubts.warnings.map { .string($0) }))
    fields["gradients"] = .integer(result.gradients + doubts.gradients)
    fields["forwards"] = .integer(result.forwards + doubts.forwards)
  }
  return .table(try session.lua.record(attackResult, fields: fields))
}

extension Call {
  /// The network, or the function, that is attacked.
  /// - Throws: a network in training mode.
  func attacked(_ session: Session) throws -> Model {
    try optionalObject("net", as: NetworkObject.self)?.checkEvaluation(for: "attacked")
    return model("net", session)
  }
}

extension Session {
  /// Says of how many samples an attack knows nothing.
  func warn(undefined flags: [Bool], _ call: Call) {
    let count = flags.count { $0 }
    guard count > 0 else { return }
    warn(
      "\(call.functionName): a gradient or an output was NaN or infinite for \(count) of \(flags.count) samples that "
        + "were not fooled; they do not count as robust")
  }
}

/// A result as a table; what is not known of samples is said.
func fields(
  of result: AttackResult, _ call: Call, _ session: Session
) throws -> [String: LuaValue] {
  session.warn(undefined: result.isUndefined, call)
  func flags(_ flags: [Bool]) throws -> LuaValue {
    session.wrap(tensor: try Tensor(flags.map { $0 ? 1 : 0 }))
  }
  return [
    "adversarial": session.wrap(tensor: result.adversarial),
    "success": try flags(result.success), "undefined": try flags(result.isUndefined),
    "accuracy": .number(result.accuracy), "success_rate": .number(result.successRate),
    "distance": session.wrap(tensor: result.distance),
    "gradients": .integer(result.gradients), "forwards": .integer(result.forwards),
  ]
}

private func namesFunction(_ session: Session) -> FunctionDeclaration {
  FunctionDeclaration(
    name: "names", returns: "list", summary: "The names of all attacks.",
    example: "for _, name in ipairs(attack.names()) do print(name, attack[name]) end"
  ) { _ in .table(try session.lua.table(attacks.map { .string($0.about.name) })) }
}
