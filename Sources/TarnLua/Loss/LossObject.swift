import Layers
import Losses
import LuaBridge
import Tensors

/// A loss as Lua holds it.
final class LossObject {
  let loss: Loss
  init(_ loss: Loss) { self.loss = loss }
  convenience init(_ term: any LossTerm) { self.init(Loss(term)) }
}

extension ValueType {
  static var loss: ValueType { .object("loss") }
}

func lossClass(_ session: Session) -> ClassDeclaration {
  let data = [
    Argument("net", .network, "A network."), Argument("x", .tensor, "Inputs."),
    Argument("y", .tensor, "Targets; classes start at 1."),
  ]
  func loss(_ value: LuaValue) -> Loss? { value.asObject(LossObject.self)?.loss }
  return ClassDeclaration(
    LossObject.self, name: "loss",
    summary: "A weighted sum of terms. L(net, x, y) is a scalar tensor; a + b and 0.1 * a combine.",
    methods: [
      FunctionDeclaration(
        name: "terms", arguments: data, returns: .byName("tensor"),
        summary: "The value of each term, without its weight, by name.",
        example: """
          local net = nn.Sequential{nn.Linear(2, 2)}
          print((loss.cross_entropy() + loss.l2(0.1)):terms(net, tensor{{1, 2}}, tensor{1}).l2)
          """
      ) { call in
        let parts = try call.receiver(as: LossObject.self).loss
          .values(call.network(), call.tensor("x"), call.tensor("y"))
        let table = try session.lua.table()
        for part in parts {
          // Terms of one kind are told apart by a number.
          var (name, count) = (part.name, 1)
          while !table[name].isNil {
            count += 1
            name = "\(part.name)_\(count)"
          }
          table[name] = session.wrap(part.value)
        }
        return .table(table)
      },
      FunctionDeclaration(
        name: "describe", returns: "string", summary: "The terms with their settings.",
        example: "print((loss.cross_entropy() + 0.5 * loss.l2(0.1)):describe())"
      ) { call in .string(call.receiver(as: LossObject.self).loss.description) },
    ],
    operators: [
      .add: { call in
        guard let a = loss(call.argument(1)), let b = loss(call.argument(2)) else {
          throw MessageError("a loss can be added to another loss only")
        }
        return .object(LossObject(a + b))
      },
      .mul: { call in
        let (a, b) = (call.argument(1), call.argument(2))
        let schedule = a.asObject(ScheduleObject.self) ?? b.asObject(ScheduleObject.self)
        if let schedule = schedule?.schedule, let term = loss(a) ?? loss(b) {
          return .object(LossObject(schedule * term))
        }
        guard let weight = a.asNumber ?? b.asNumber, let term = loss(a) ?? loss(b) else {
          throw MessageError("a loss can be multiplied by a number or a schedule only")
        }
        guard weight.isFinite else { throw MessageError("the weight of a loss is \(weight)") }
        return .object(LossObject(weight * term))
      },
    ],
    callable: FunctionDeclaration(
      name: "loss", arguments: data, returns: "tensor", summary: "The loss, a scalar tensor.",
      example: "print(loss.l2(0.1)(nn.Sequential{nn.Linear(2, 2)}, tensor{{1, 2}}, tensor{1}))"
    ) { call in
      let loss = call.receiver(as: LossObject.self).loss
      let (x, y) = (call.tensor("x"), call.tensor("y"))
      return session.wrap(
        try call.object("net", as: NetworkObject.self).inMode(session) { try loss($0, x, y) })
    },
    text: { $0.loss.description })
}
