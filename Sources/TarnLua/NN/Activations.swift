import Layers
import LuaBridge

/// Functions of single elements.
func activations(_ session: Session) -> [FunctionDeclaration] {
  [
    activation(session, "Tanh", "tanh x", Tanh()), activation(session, "ReLU", "max(x, 0)", ReLU()),
    activation(session, "Sigmoid", "1 / (1 + e^-x)", Sigmoid()),
    activation(session, "Softplus", "log(1 + e^x)", Softplus()),
    activation(session, "Identity", "x", Identity()),
    activation(session, "SiLU", "x / (1 + e^-x)", SiLU()),
    activation(session, "GELU", "x Phi(x), with the normal distribution Phi", GELU()),
    activation(session, "HardTanh", "The nearest number in [-1, 1]", HardTanh()),
    FunctionDeclaration(
      name: "LeakyReLU",
      arguments: [Argument("a", .number(.nonNegative), default: 0.01, "The slope below zero.")],
      returns: "layer", summary: "x where x > 0, a x elsewhere.", example: "nn.LeakyReLU(0.1)"
    ) { call in session.layer(LeakyReLU(call.number("a"))) },
    FunctionDeclaration(
      name: "ELU",
      arguments: [Argument("a", .number(.nonNegative), default: 1, "Where it levels off: -a.")],
      returns: "layer", summary: "x where x > 0, a (e^x - 1) elsewhere.", example: "nn.ELU()"
    ) { call in session.layer(ELU(call.number("a"))) },
  ]
}

private func activation(
  _ session: Session, _ name: String, _ formula: String, _ layer: some Activation
) -> FunctionDeclaration {
  FunctionDeclaration(
    name: name, returns: "layer", summary: "\(formula), applied to each element.",
    example: "nn.\(name)()"
  ) { _ in session.layer(layer) }
}
