import Layers
import LuaBridge

/// Functions of single elements.
func activations() -> [FunctionDeclaration] {
  [
    activation("Tanh", "tanh x", Tanh()), activation("ReLU", "max(x, 0)", ReLU()),
    activation("Sigmoid", "1 / (1 + e^-x)", Sigmoid()),
    activation("Softplus", "log(1 + e^x)", Softplus()), activation("Identity", "x", Identity()),
    activation("SiLU", "x / (1 + e^-x)", SiLU()),
    activation("GELU", "x Phi(x), with the normal distribution Phi", GELU()),
    activation("HardTanh", "The nearest number in [-1, 1]", HardTanh()),
    FunctionDeclaration(
      name: "LeakyReLU",
      arguments: [Argument("a", .number(.nonNegative), default: 0.01, "The slope below zero.")],
      returns: "layer", summary: "x where x > 0, a x elsewhere.", example: "nn.LeakyReLU(0.1)"
    ) { call in .object(LayerObject(LeakyReLU(call.number("a")))) },
    FunctionDeclaration(
      name: "ELU",
      arguments: [Argument("a", .number(.nonNegative), default: 1, "Where it levels off: -a.")],
      returns: "layer", summary: "x where x > 0, a (e^x - 1) elsewhere.", example: "nn.ELU()"
    ) { call in .object(LayerObject(ELU(call.number("a")))) },
  ]
}

private func activation(_ name: String, _ formula: String, _ layer: some Activation)
  -> FunctionDeclaration
{
  FunctionDeclaration(
    name: name, returns: "layer", summary: "\(formula), applied to each element.",
    example: "nn.\(name)()"
  ) { _ in .object(LayerObject(layer)) }
}
