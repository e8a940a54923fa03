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
    options: boundOptions(default: .zonotope) + [
      Option(
        "check", .boolean, default: false,
        "Search for inputs whose outputs lie outside, by samples and gradients: an error if there are."
      )
    ], returns: "reachable set",
    summary: "A set that holds the outputs of all inputs in the set: sound in real arithmetic.",
    example:
      "print(reach.output(function(x) return x:tanh() end, reach.ball(tensor{{1}}, 0.1)):lower())"
  ) { call in
    let set = call.object("set", as: InputSetObject.self).set
    let bounded = BoundedModel(call, session)
    let (image, model) = (try bounded.image(of: set, call.boundOptions()), bounded.model)
    if call.boolean("check") {
      try SelfCheck()(set, image, of: { try model($0) })
    }
    guard try set.lower.known != nil, try set.upper.known != nil else {
      return .object(ReachableSetObject(image))
    }
    return .object(
      ReachableSetObject(image) { count, seed in
        var random = CounterRandom(seed: seed)
        return try (0..<count).map { k in
          try Cancellation.check()
          return try model(set.sample(corner: k % 2 == 1, &random)).tensor(for: "plot.reach")
        }
      })
  }
}
