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
          Argument("layers", .list(of: .object("layer")), optional: true, "A list of layers.")
        ],
        returns: "network",
        summary: "A network of layers in sequence, initialised with the session's seed.",
        example: "nn.Sequential{nn.Linear(4, 10), nn.Tanh(), nn.Linear(10, 3)}"
      ) { call in
        let layers = try call.list("layers").enumerated().map { k, item in
          guard let object = item.asObject(LayerObject.self) else {
            throw MessageError("nn.Sequential: item \(k + 1) must be a layer, got \(item.shown)")
          }
          return object.layer
        }
        return .object(NetworkObject(try Network(layers, seed: session.seed)))
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
        .object(
          LayerObject(
            try Linear(
              call.integer("inputs"), call.integer("outputs"), bias: call.boolean("bias"),
              start: Linear.Start(rawValue: call.string("init")) ?? .default)))
      },
      activation("Tanh", "tanh x", Tanh()), activation("ReLU", "max(x, 0)", ReLU()),
      activation("Sigmoid", "1 / (1 + e^-x)", Sigmoid()),
      activation("Softplus", "log(1 + e^x)", Softplus()), activation("Identity", "x", Identity()),
      activation("SiLU", "x / (1 + e^-x)", SiLU()),
      FunctionDeclaration(
        name: "LeakyReLU",
        arguments: [Argument("a", .number(.nonNegative), default: 0.01, "The slope below zero.")],
        returns: "layer", summary: "x where x > 0, a x elsewhere.", example: "nn.LeakyReLU(0.1)"
      ) { call in .object(LayerObject(LeakyReLU(call.number("a")))) },
      FunctionDeclaration(
        name: "Flatten", returns: "layer", summary: "Joins all dimensions but the batch.",
        example: "nn.Flatten()"
      ) { _ in .object(LayerObject(Flatten())) },
      FunctionDeclaration(
        name: "Lambda", arguments: [Argument("f", .function, "A function of one tensor.")],
        returns: "layer", summary: "A layer without parameters, written in Lua.",
        example: "nn.Sequential{nn.Lambda(function(x) return x * x end)}(tensor{{1, 2}})"
      ) { call in
        let function = call.function("f")
        return .object(
          LayerObject(FunctionLayer(name: "Lambda") { x, _ in try session.call(function, [x]) }))
      },
    ] + networkFileFunctions(session))
}

private func activation(_ name: String, _ formula: String, _ layer: some Activation)
  -> FunctionDeclaration
{
  FunctionDeclaration(
    name: name, returns: "layer", summary: "\(formula), applied to each element.",
    example: "nn.\(name)()"
  ) { _ in .object(LayerObject(layer)) }
}
