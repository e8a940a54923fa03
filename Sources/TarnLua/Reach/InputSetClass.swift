import LuaBridge
import Reachability
import Regions
import Tensors

/// A set of inputs as Lua holds it.
final class InputSetObject {
  let set: Box
  init(_ set: Box) { self.set = set }
}

func inputSetClass(_ session: Session) -> ClassDeclaration {
  func bound(_ name: String, _ get: @escaping (Box) -> Value) -> FunctionDeclaration {
    FunctionDeclaration(
      name: name, returns: "tensor", summary: "The \(name) bound of every input.",
      example: "reach.ball(tensor{{1, 2}}, 0.1):\(name)()"
    ) { call in session.wrap(get(call.receiver(as: InputSetObject.self).set)) }
  }
  return ClassDeclaration(
    InputSetObject.self, name: "input set", summary: "A batch of boxes of inputs, one a row.",
    methods: [bound("lower") { $0.lower }, bound("upper") { $0.upper }],
    text: { "input set of shape \($0.set.lower.shape)" })
}
