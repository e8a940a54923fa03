import Layers
import Tensors

/// The layers that files can describe: one entry in each direction.
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
    case let layer as Conv2d:
      LayerDescription(
        "Conv2d",
        [
          "inputs": Double(layer.inputs), "outputs": Double(layer.outputs),
          "bias": layer.hasBias ? 1 : 0,
        ],
        lists: [
          "kernel": list(layer.kernel), "stride": list(layer.stride),
          "padding": list(layer.padding),
        ])
    case let layer as MaxPool2d: pool("MaxPool2d", layer.window)
    case let layer as AvgPool2d: pool("AvgPool2d", layer.window)
    case let layer as BatchNorm:
      LayerDescription("BatchNorm", ["features": Double(layer.features)])
    case let layer as Dropout: LayerDescription("Dropout", ["p": layer.probability])
    case let layer as Normalize:
      LayerDescription("Normalize", lists: ["mean": layer.mean, "std": layer.deviation])
    case let layer as Reshape:
      LayerDescription("Reshape", lists: ["sizes": layer.sizes.map(Double.init)])
    case let layer as LeakyReLU: LayerDescription("LeakyReLU", ["slope": layer.slope])
    case let layer as ELU: LayerDescription("ELU", ["alpha": layer.alpha])
    case let layer as Sequential: container("Sequential", layer.layers)
    case let layer as Residual: container("Residual", layer.layers)
    default: plain.first { type(of: $0.value) == type(of: layer) }.map { LayerDescription($0.key) }
    }
  }

  static func layer(_ description: LayerDescription) throws -> any Layer {
    if let layer = plain[description.type] { return layer }
    return switch description.type {
    case "Linear":
      try Linear(
        description.integer("inputs"), description.integer("outputs"),
        bias: description.flag("bias"))
    case "Conv2d":
      try Conv2d(
        description.integer("inputs"), description.integer("outputs"),
        kernel: extent("kernel", description), stride: extent("stride", description),
        padding: extent("padding", description), bias: description.flag("bias"))
    case "MaxPool2d": MaxPool2d(try window(description))
    case "AvgPool2d": AvgPool2d(try window(description))
    case "BatchNorm": try BatchNorm(description.integer("features"))
    case "Dropout": try Dropout(description.number("p"))
    case "Normalize":
      try Normalize(mean: description.list("mean"), deviation: description.list("std"))
    case "Reshape":
      try Reshape(
        description.list("sizes").map { size in
          guard let size = Int(exactly: size) else {
            throw DescriptionError("sizes of Reshape must be whole numbers")
          }
          return size
        })
    case "LeakyReLU": LeakyReLU(try description.number("slope"))
    case "ELU": ELU(try description.number("alpha"))
    case "Sequential": Sequential(try (description.layers ?? []).map(layer))
    case "Residual": Residual(try (description.layers ?? []).map(layer))
    default: throw DescriptionError("there is no layer \"\(description.type.prefix(40))\"")
    }
  }

  /// Layers without settings.
  private static var plain: [String: any Layer] {
    [
      "ReLU": ReLU(), "Tanh": Tanh(), "Sigmoid": Sigmoid(), "Softplus": Softplus(),
      "SiLU": SiLU(), "GELU": GELU(), "HardTanh": HardTanh(), "Identity": Identity(),
      "Flatten": Flatten(),
    ]
  }

  /// - Returns: nil if one of the layers inside cannot be described.
  private static func container(_ type: String, _ layers: [any Layer]) -> LayerDescription? {
    let inner = layers.compactMap(description)
    return inner.count == layers.count ? LayerDescription(type, layers: inner) : nil
  }

  private static func pool(_ type: String, _ window: PoolingWindow) -> LayerDescription {
    LayerDescription(
      type,
      lists: [
        "kernel": list(window.kernel), "stride": list(window.stride),
        "padding": list(window.padding),
      ])
  }

  private static func window(_ description: LayerDescription) throws -> PoolingWindow {
    try PoolingWindow(
      extent("kernel", description), stride: extent("stride", description),
      padding: extent("padding", description))
  }

  private static func list(_ extent: Extent) -> [Double] {
    [Double(extent.height), Double(extent.width)]
  }

  private static func extent(_ name: String, _ description: LayerDescription) throws -> Extent {
    let sizes = try description.list(name).compactMap { Int(exactly: $0) }
    guard sizes.count == 2, sizes.allSatisfy({ (0...1 << 20).contains($0) }) else {
      throw DescriptionError("\(name) of \(description.type) must be two sizes")
    }
    return Extent(sizes[0], sizes[1])
  }
}
