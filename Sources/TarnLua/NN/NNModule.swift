import Layers
import LuaBridge
import Tensors

/// The module `nn`: layers and networks.
func nnModule(_ session: Session) -> ModuleDeclaration {
  ModuleDeclaration(
    name: "nn", summary: "Layers and networks.",
    functions: [
      FunctionDeclaration(
        name: "Sequential",
        arguments: [
          Argument("layers", .list(of: .layer), optional: true, "A list of layers.")
        ],
        returns: "network",
        summary:
          "A network of layers in sequence. Its parameters are drawn from the session's stream, so that two new "
          + "networks differ and a script repeats; net:initialize{seed =} and tarn.seed fix them. Networks in the "
          + "list become blocks with a copy of their parameters: they are not shared, as they are in PyTorch.",
        example: "nn.Sequential{nn.Linear(4, 10), nn.Tanh(), nn.Linear(10, 3)}"
      ) { call in
        let layers = try call.layers("layers", of: "Sequential")
        let draw = session.nextNetwork(of: layers)
        return .object(NetworkObject(try Network(layers, draw), draw: draw))
      },
      FunctionDeclaration(
        name: "Linear",
        arguments: [
          Argument("inputs", .integer(1...), "Features of an input."),
          Argument("outputs", .integer(1...), "Features of an output."),
        ],
        options: [
          Option("bias", .boolean, default: true, "Whether there is a bias."),
          Option(
            "init", .oneOf(Linear.Start.allCases.map(\.rawValue)), default: "default",
            "How the weight starts."),
        ],
        returns: "layer",
        summary:
          "x W^T + b, with W of shape [outputs, inputs]; by default weight and bias start uniform in "
          + "±1/sqrt(inputs), as in PyTorch.",
        example: "nn.Linear(4, 10, {init = \"xavier\"})"
      ) { call in
        session.layer(
          try Linear(
            call.integer("inputs"), call.integer("outputs"), bias: call.boolean("bias"),
            start: Linear.Start(rawValue: call.string("init")) ?? .default))
      },
    ] + imageLayers(session) + trainingLayers(session) + blockLayers(session)
      + activations(session) + networkFileFunctions(session))
}
