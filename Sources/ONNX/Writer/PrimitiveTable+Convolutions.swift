import ONNXProto
import Tensors

/// Convolutions and pools of images [n, channels, height, width].
extension PrimitiveTable {
  static let convolutions: [String: Rule] = [
    "conv2d": { use, builder in
      try builder.emit(
        "Conv", [builder.name(use.inputs[0]), builder.name(use.inputs[1])],
        attributes: window(use.settings("stride"), use.settings("padding")))
    },
    "max_pool2d": { use, builder in try pool("MaxPool", [], use, &builder) },
    "avg_pool2d": { use, builder in
      try pool("AveragePool", [.integer("count_include_pad", 1)], use, &builder)
    },
  ]

  private static func window(_ stride: Extent, _ padding: Extent) -> [Onnx_AttributeProto] {
    [
      .integers("strides", [stride.height, stride.width]),
      .integers("pads", [padding.height, padding.width, padding.height, padding.width]),
    ]
  }

  private static func pool(
    _ operation: String, _ attributes: [Onnx_AttributeProto], _ use: PrimitiveUse,
    _ builder: inout GraphBuilder
  ) throws -> String {
    let settings = try use.settings.parts("window")
    let size: Extent = try settings("size")
    var x = try builder.name(use.inputs[0])
    let isImages = use.type.shape.rank == 4
    if !isImages { x = try builder.asImages(x, shapeOf: use.inputs[0]) }
    let result = try builder.emit(
      operation, [x],
      attributes: attributes + [.integers("kernel_shape", [size.height, size.width])]
        + window(settings("stride"), settings("padding")))
    return isImages ? result : try builder.reshaped(result, shapeOf: use.node)
  }
}
