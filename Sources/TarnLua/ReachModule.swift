import LuaBridge
import Reachability
import Tensors

/// A set of inputs as Lua holds it.
final class InputSetObject {
  let set: InputSet
  init(_ set: InputSet) { self.set = set }
}

/// A reachable set as Lua holds it.
final class ReachableSetObject {
  let set: ReachableSet
  init(_ set: ReachableSet) { self.set = set }
}

func inputSetClass(_ session: Session) -> ClassDeclaration {
  func bound(_ name: String, _ get: @escaping (InputSet) -> Value) -> FunctionDeclaration {
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
      part("center", "The middle of the bounds.") { try $0.center },
      part("radius", "Half the distance of the bounds.") { try $0.radius },
      FunctionDeclaration(
        name: "contains", arguments: [Argument("z", .tensor, "Outputs, one a row.")],
        returns: "tensor", summary: "For each row 1 if the point is in the set, else 0.",
        example: example + "print(R:contains(net(tensor{{1, 2}})))"
      ) { call in
        session.wrap(
          try call.receiver(as: ReachableSetObject.self).set.contains(call.tensor("z")))
      },
      FunctionDeclaration(
        name: "domain", returns: "string", summary: "The domain in which the set was computed.",
        example: example + "print(R:domain())"
      ) { _ in "interval" },
      FunctionDeclaration(
        name: "measure", arguments: [Argument("name", measureType, "Which measure.")],
        returns: "tensor", summary: "The size of each row's set.",
        example: example + "print(R:measure(\"log_volume\"))"
      ) { call in
        session.wrap(
          try call.receiver(as: ReachableSetObject.self).set.measured(measure(call, "name")))
      },
    ]
      + Measure.allCases.map { measure in
        part(measure.rawValue, "The measure \(measure.rawValue) of each row's set.") {
          try $0.measured(measure)
        }
      },
    text: { "reachable set (interval) of shape \($0.set.lower.shape)" })
}

private var measureType: ValueType { .oneOf(Measure.allCases.map(\.rawValue)) }

private func measure(_ call: Call, _ name: String) -> Measure {
  Measure(rawValue: call.string(name)) ?? .logVolume
}

/// The module `reach`: over-approximated reachable sets.
func reachModule(_ session: Session) -> ModuleDeclaration {
  let domain = Option("domain", .oneOf(["interval"]), default: "interval", "How sets are carried.")
  let model = Argument("net", .model, "A network, or any function of one tensor.")
  return ModuleDeclaration(
    name: "reach", summary: "Sets of inputs, the outputs reachable from them, and their size.",
    functions: [
      FunctionDeclaration(
        name: "ball",
        arguments: [
          Argument("x", .tensor, "Centers, one a row."),
          Argument("eps", .precise, "The radius, or one for each feature."),
        ],
        options: [
          Option("norm", .oneOf(["inf"]), default: "inf", "The norm."),
          Option("clip", .list(of: .number), "{low, high}: the range of valid inputs."),
        ], returns: "input set",
        summary: "All inputs within eps of x in the l-infinity norm; not clipped unless asked.",
        example: "reach.ball(tensor{{0.2, 0.9}}, 0.1, {clip = {0, 1}})"
      ) { call in
        let (range, x) = (try clipRange(call), call.tensor("x"))
        return .object(
          InputSetObject(
            try .ball(x, epsilon: call.tensor("eps", like: x), range: range)))
      },
      FunctionDeclaration(
        name: "box",
        arguments: [
          Argument("lower", .tensor, "Lower bounds, one set a row."),
          Argument("upper", .tensor, "Upper bounds."),
        ], returns: "input set", summary: "All inputs between two bounds.",
        example: "reach.box(tensor{{0, 0}}, tensor{{1, 2}})"
      ) { call in
        .object(
          InputSetObject(try InputSet(lower: call.tensor("lower"), upper: call.tensor("upper"))))
      },
      FunctionDeclaration(
        name: "output",
        arguments: [model, Argument("set", .object("input set"), "From reach.ball or reach.box.")],
        options: [domain], returns: "reachable set",
        summary: "A set that holds the outputs of all inputs in the set: sound in real arithmetic.",
        example:
          "print(reach.output(function(x) return x:tanh() end, reach.ball(tensor{{1}}, 0.1)):lower())"
      ) { call in
        let set = call.object("set", as: InputSetObject.self).set
        return .object(ReachableSetObject(try set.image(call.model("net", session))))
      },
      FunctionDeclaration(
        name: "sensitivity",
        arguments: [
          model, Argument("x", .tensor, "Samples, one a row."),
          Argument("eps", .precise, "The radius, or one for each feature."),
        ],
        options: [
          domain, Option("measure", measureType, default: "log_volume", "How large a set is."),
        ],
        returns: "tensor",
        summary:
          "The size of the reachable set of each sample: how far its outputs can be moved by "
          + "perturbations of at most eps. Robustness is its inverse.",
        formula: "Wang et al. 2018, arXiv 1810.11726",
        example: "print(reach.sensitivity(nn.Sequential{nn.Linear(2, 2)}, tensor{{1, 2}}, 0.1))"
      ) { call in
        let x = call.tensor("x")
        let set = try InputSet.ball(x, epsilon: call.tensor("eps", like: x))
        return session.wrap(
          try set.image(call.model("net", session)).measured(measure(call, "measure")))
      },
    ])
}

private func clipRange(_ call: Call) throws -> ClosedRange<Double>? {
  guard call.has("clip") else { return nil }
  let ends = call.numbers("clip")
  guard ends.count == 2, ends[0] <= ends[1] else {
    throw MessageError("option 'clip' must be {low, high} with low <= high")
  }
  return ends[0]...ends[1]
}
