import LuaBridge
import Reachability
import Tensors

/// A reachable set as Lua holds it.
final class ReachableSetObject {
  let set: ReachableSet
  /// Outputs of so many random points of the input set, with a seed; each of the shape of the bounds.
  /// Nil while values are not known.
  let sampler: ((Int, UInt64) throws -> [Tensor])?

  init(_ set: ReachableSet, sampler: ((Int, UInt64) throws -> [Tensor])? = nil) {
    self.set = set
    self.sampler = sampler
  }
}

func reachableSetClass(_ session: Session) -> ClassDeclaration {
  let example = """
    local net = nn.Sequential{nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 2)}
    local R = reach.output(net, reach.ball(tensor{{1, 2}}, 0.1))

    """
  func part(
    _ name: String, _ summary: String, _ get: @escaping (ReachableSet) throws -> Value
  ) -> FunctionDeclaration {
    FunctionDeclaration(
      name: name, returns: "tensor", summary: summary, example: example + "print(R:\(name)())"
    ) { call in session.wrap(try get(call.receiver(as: ReachableSetObject.self).set)) }
  }
  return ClassDeclaration(
    ReachableSetObject.self, name: "reachable set",
    summary: "A set that holds all outputs of all inputs of a set, one a row.",
    methods: [
      part("lower", "The lower bound of every output.") { $0.lower },
      part("upper", "The upper bound of every output.") { $0.upper },
      part("center", "The middle of the set.") { try $0.center },
      part("radius", "Half the distance of the bounds.") { try $0.radius },
      FunctionDeclaration(
        name: "generators", returns: "tensor",
        summary: "Of a zonotope: its generators, [rows, generators, outputs].",
        example: example + "print(R:generators().shape)"
      ) { call in
        let set = call.receiver(as: ReachableSetObject.self).set
        guard let zonotope = set.zonotope else {
          throw MessageError("a set of the domain '\(set.domain)' has no generators")
        }
        return session.wrap(zonotope.generators)
      },
      FunctionDeclaration(
        name: "contains", arguments: [Argument("z", .tensor, "Outputs, one a row.")],
        returns: "tensor",
        summary:
          "For each row 1 if the point is in the set, else 0. Zonotopes, their boundary included, are taken "
          + "as larger by rounding, 1e-11 of the largest number in each output in float64 and 2e-6 in float32.",
        example: example + "print(R:contains(net(tensor{{1, 2}})))"
      ) { call in
        session.wrap(
          try call.receiver(as: ReachableSetObject.self).set.contains(call.tensor("z")))
      },
      FunctionDeclaration(
        name: "domain", returns: "string", summary: "The domain in which the set was computed.",
        example: example + "print(R:domain())"
      ) { call in .string(call.receiver(as: ReachableSetObject.self).set.domain) },
    ] + measureMethods(session, example: example),
    text: { "reachable set (\($0.set.domain)) of shape \($0.set.lower.shape)" })
}
