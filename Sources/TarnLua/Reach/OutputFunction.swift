import LuaBridge
import Reachability
import Tensors

func outputFunction(_ session: Session) -> FunctionDeclaration {
  FunctionDeclaration(
    name: "output",
    arguments: [
      Argument("net", .model, "A network, or any function of one tensor."),
      Argument("set", .object("input set"), "From reach.ball or reach.box."),
    ],
    options: boundOptions(default: .zonotope), returns: "reachable set",
    summary: "A set that holds the outputs of all inputs in the set: sound in real arithmetic.",
    example:
      "print(reach.output(function(x) return x:tanh() end, reach.ball(tensor{{1}}, 0.1)):lower())"
  ) { call in
    let set = call.object("set", as: InputSetObject.self).set
    return .object(
      ReachableSetObject(try BoundedModel(call, session).image(of: set, call.boundOptions)))
  }
}
