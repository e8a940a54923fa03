import Attacks
import LuaBridge
import Settings
import Tensors

private let robustnessCurve = RecordDeclaration(
  "robustness curve", "A list of accuracies, with further fields.", items: "number",
  [
    RecordField("accuracy", .list("number"), "Robust accuracies, the same as the items."),
    RecordField("eps", .list("number"), "The radii."),
    RecordField("gradients", "integer", "Gradients of single samples that were computed."),
    RecordField("forwards", "integer", "Evaluations of single samples."),
  ])

/// `attack.curve`.
func curveFunction(_ session: Session) -> FunctionDeclaration {
  FunctionDeclaration(
    of: RobustnessCurve.self, session, arguments: attackArguments,
    options: threatOptions().filter { $0.key != "eps" },
    returns: .record(robustnessCurve),
    note: "The list is that of the accuracies; accuracy is the same.",
    example: """
      local net = nn.Sequential{nn.Linear(2, 2)}
      local curve = attack.curve(net, tensor{{1, 2}, {2, 1}}, tensor{1, 2}, {eps = {0, 0.1}})
      print(curve[1], curve[2])
      """
  ) { call, curve in
    var threat: Threat = try call.declared()
    threat.seed = session.seed(call)
    if !call.has("norm"), let declared = curve.attack as? any DeclaredAttack {
      threat.norm = type(of: declared).norms[0]
    }
    let result = try curve(
      call.attacked(session), call.tensor("x"), call.tensor("y"), threat)
    session.warn(undefined: result.isUndefined, call)
    let accuracy = result.accuracy.map { LuaValue.number($0) }
    let table = try session.lua.table(accuracy)
    table["accuracy"] = .table(try session.lua.table(accuracy))
    table["eps"] = .table(try session.lua.table(curve.radii.map { .number($0) }))
    table["gradients"] = .integer(result.gradients)
    table["forwards"] = .integer(result.forwards)
    return .table(try session.lua.record(robustnessCurve, of: table))
  }
}
