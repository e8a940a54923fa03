import Layers

/// The layers that files can describe.
enum LayerTable {
  static func description(of layer: any Layer) -> LayerDescription? {
    switch layer {
    case let layer as Linear:
      LayerDescription(
        "Linear",
        [
          "inputs": Double(layer.inputs), "outputs": Double(layer.outputs),
          "bias": layer.hasBias ? 1 : 0,
        ])
    case let layer as LeakyReLU: LayerDescription("LeakyReLU", ["slope": layer.slope])
    case is ReLU: LayerDescription("ReLU")
    case is Tanh: LayerDescription("Tanh")
    case is Sigmoid: LayerDescription("Sigmoid")
    case is Softplus: LayerDescription("Softplus")
    case is SiLU: LayerDescription("SiLU")
    case is Identity: LayerDescription("Identity")
    case is Flatten: LayerDescription("Flatten")
    default: nil
    }
  }

  static func layer(_ description: LayerDescription) throws -> any Layer {
    switch description.type {
    case "Linear":
      try Linear(
        description.integer("inputs"), description.integer("outputs"),
        bias: description.flag("bias"))
    case "LeakyReLU": LeakyReLU(try description.number("slope"))
    case "ReLU": ReLU()
    case "Tanh": Tanh()
    case "Sigmoid": Sigmoid()
    case "Softplus": Softplus()
    case "SiLU": SiLU()
    case "Identity": Identity()
    case "Flatten": Flatten()
    default: throw DescriptionError("there is no layer \"\(description.type.prefix(40))\"")
    }
  }
}
