import Losses
import LuaBridge
import Settings
import Tensors

/// The module `loss`: terms that combine.
func lossModule(_ session: Session) -> ModuleDeclaration {
  ModuleDeclaration(
    name: "loss", summary: "Loss terms: task, regularisers, sensitivity.",
    functions: lossTerms.map { termFunction($0, session) } + [customFunction(session)])
}

private let use = "(nn.Sequential{nn.Linear(2, 2)}, tensor{{1, 2}}, tensor{1})"

/// The function that makes a term: `loss.l2(1e-3)`.
private func termFunction(_ type: any DeclaredTerm.Type, _ session: Session) -> FunctionDeclaration
{
  let required = type.declaration.rows.filter { $0.isRequired && $0.owners == nil }
  let positional = required.filter(\.isPositional).map { example(of: $0.kind) }
  let named = required.filter { !$0.isPositional }.map { "\($0.key) = \(example(of: $0.kind))" }
  let call =
    named.isEmpty ? "(\(positional.joined(separator: ", ")))" : "{\(named.joined(separator: ", "))}"
  let targets =
    type == MeanSquaredError.self
    ? "(nn.Sequential{nn.Linear(2, 1)}, tensor{{1, 2}}, tensor{{1}})" : use
  return .erasing(
    type, session, returns: "loss", example: "print(loss.\(type.about.name)\(call)\(targets))"
  ) { call, made in
    guard let term = made as? any LossTerm else {
      preconditionFailure("\(type.about.name) makes no term")
    }
    if let caution = term.caution { session.warn("\(call.functionName): \(caution)") }
    return .object(LossObject(term))
  }
}

/// Some value of a required setting.
private func example(of kind: Kind) -> String {
  switch kind {
  case .term: "loss.cross_entropy()"
  case .integer: "3"
  default: "0.1"
  }
}

private func customFunction(_ session: Session) -> FunctionDeclaration {
  FunctionDeclaration(
    name: "custom",
    arguments: [
      Argument("name", .string, "Its name in tables."),
      Argument("f", .function, "function(net, x, y): a scalar tensor."),
    ], returns: "loss", summary: "A term written in Lua.",
    example:
      "print(loss.custom(\"size\", function(net, x, y) return net(x):abs():mean() end)\(use))"
  ) { call in
    let function = call.function("f")
    let name = call.string("name")
    return .object(
      LossObject(
        CustomTerm(name) { net, x, y in
          let results = try function.call([
            .object(NetworkObject(net)), .object(TensorObject(x)), .object(TensorObject(y)),
          ])
          let value = try Value(lua: results.first ?? .nil, "the result of the loss \"\(name)\"")
          guard value.shape.count == 1 else {
            throw MessageError(
              "the loss \"\(name)\" must give a scalar tensor, got one of shape \(value.shape)")
          }
          return value
        }))
  }
}
