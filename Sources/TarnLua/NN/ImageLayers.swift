import Layers
import LuaBridge
import Tensors

/// Layers of images [n, channels, height, width], and of shapes.
func imageLayers(_ session: Session) -> [FunctionDeclaration] {
  func window(_ call: Call) throws -> PoolingWindow {
    try PoolingWindow(
      call.extent("kernel"), stride: call.optionalExtent("stride"), padding: call.extent("padding"))
  }
  return [
    FunctionDeclaration(
      name: "Conv2d",
      arguments: [
        Argument("inputs", .integer(1...), "Channels of an input."),
        Argument("outputs", .integer(1...), "Channels of an output."), ImageOption.kernel,
      ],
      options: [
        ImageOption.stride, ImageOption.padding,
        Option("bias", .boolean, default: true, "Whether there is a bias."),
      ],
      returns: "layer",
      summary:
        "The convolution with W of shape [outputs, inputs, height, width], and a bias; both start "
        + "uniform in ±1/sqrt(inputs height width), as in PyTorch.",
      example: "nn.Conv2d(1, 16, 4, {stride = 2, padding = 1})"
    ) { call in
      session.layer(
        try Conv2d(
          call.integer("inputs"), call.integer("outputs"), kernel: call.extent("kernel"),
          stride: call.extent("stride"), padding: call.extent("padding"),
          bias: call.boolean("bias")))
    },
    FunctionDeclaration(
      name: "MaxPool2d", arguments: [ImageOption.kernel],
      options: [ImageOption.poolStride, ImageOption.poolPadding], returns: "layer",
      summary: "The largest element of each window.", example: "nn.MaxPool2d(2)"
    ) { call in session.layer(MaxPool2d(try window(call))) },
    FunctionDeclaration(
      name: "AvgPool2d", arguments: [ImageOption.kernel],
      options: [ImageOption.poolStride, ImageOption.poolPadding], returns: "layer",
      summary: "The mean of each window; padding counts as zeros.",
      example: "nn.AvgPool2d(2, {stride = 1})"
    ) { call in session.layer(AvgPool2d(try window(call))) },
    FunctionDeclaration(
      name: "Flatten", returns: "layer", summary: "Joins all dimensions but the batch.",
      example: "nn.Flatten()"
    ) { _ in session.layer(Flatten()) },
    FunctionDeclaration(
      name: "Reshape",
      arguments: [
        Argument("sizes", .integer, variadic: true, "The shape of a sample; one size may be -1.")
      ],
      returns: "layer", summary: "Each sample in another shape.", example: "nn.Reshape(1, 28, 28)"
    ) { call in session.layer(try Reshape(call.integers("sizes"))) },
    FunctionDeclaration(
      name: "Normalize",
      arguments: [
        Argument("mean", .either(.number, .list(of: .number)), "One number, or one a channel."),
        Argument("std", .either(.number, .list(of: .number)), "Likewise; above 0."),
      ],
      returns: "layer",
      summary: "(x - mean) / std: with it the network takes, and eps is in, raw units.",
      example: "nn.Normalize({0.49, 0.48, 0.45}, {0.25, 0.24, 0.26})"
    ) { call in
      func numbers(_ name: String) -> [Double] {
        call[name].asNumber.map { [$0] } ?? call.numbers(name)
      }
      return session.layer(try Normalize(mean: numbers("mean"), deviation: numbers("std")))
    },
  ]
}

/// Layers that behave otherwise in training.
func trainingLayers(_ session: Session) -> [FunctionDeclaration] {
  [
    FunctionDeclaration(
      name: "BatchNorm",
      arguments: [Argument("features", .integer(1...), "Features, or channels of images.")],
      returns: "layer",
      summary:
        "Each feature (dimension 2), less its mean and divided by its standard deviation, then "
        + "scaled and shifted. In training the statistics are the batch's, in evaluation running ones.",
      formula: "(x - mean) / sqrt(variance + 1e-5) w + b; running values move by a tenth",
      example: "nn.Sequential{nn.Linear(4, 8), nn.BatchNorm(8), nn.ReLU()}"
    ) { call in session.layer(try BatchNorm(call.integer("features"))) },
    FunctionDeclaration(
      name: "Dropout",
      arguments: [
        Argument("p", .number(0...1), default: 0.5, "Probability that an element is dropped.")
      ],
      returns: "layer",
      summary: "In training each element is 0 with probability p, else divided by 1 - p.",
      example: "nn.Dropout(0.2)"
    ) { call in session.layer(try Dropout(call.number("p"))) },
  ]
}
