import LuaBridge
import Tensors

/// Methods of images [n, c, h, w].
func imageMethods(_ session: Session) -> [FunctionDeclaration] {
  func receiver(_ call: Call) -> Value { call.receiver(as: TensorObject.self).value }
  return [
    FunctionDeclaration(
      name: "conv2d",
      arguments: [Argument("weight", .tensor, "Of shape [outputs, channels, height, width].")],
      options: [ImageOption.stride, ImageOption.padding], returns: "tensor",
      summary: "The convolution of images [n, channels, height, width], as networks understand it.",
      formula: "y[n,o,i,j] = sum x[n,c,i s + a - p,j s + b - p] w[o,c,a,b]",
      example: "tensor.ones(1, 2, 4, 4):conv2d(tensor.ones(3, 2, 2, 2), {stride = 2})"
    ) { call in
      session.wrap(
        try receiver(call).convolved(
          with: call.tensor("weight"), stride: call.extent("stride"),
          padding: call.extent("padding")))
    },
    FunctionDeclaration(
      name: "conv_transpose2d",
      arguments: [Argument("weight", .tensor, "Of shape [channels, outputs, height, width].")],
      options: [
        ImageOption.stride, ImageOption.padding,
        Option("output_padding", .extent, default: 0, "Rows and columns more; below the stride."),
      ], returns: "tensor",
      summary: "The transpose of conv2d: what carries its gradient back to the images.",
      example: "tensor.ones(1, 3, 2, 2):conv_transpose2d(tensor.ones(3, 2, 2, 2), {stride = 2})"
    ) { call in
      session.wrap(
        try receiver(call).transposedConvolved(
          with: call.tensor("weight"), stride: call.extent("stride"),
          padding: call.extent("padding"), outputPadding: call.extent("output_padding")))
    },
    FunctionDeclaration(
      name: "max_pool2d", arguments: [ImageOption.kernel],
      options: [ImageOption.poolStride, ImageOption.poolPadding], returns: "tensor",
      summary: "The largest element of each window; the first of equal ones gets the derivative.",
      example: "tensor.rand(1, 1, 4, 4):max_pool2d(2)"
    ) { call in
      session.wrap(
        try receiver(call).maxPooled(
          call.extent("kernel"), stride: call.optionalExtent("stride"),
          padding: call.extent("padding")))
    },
    FunctionDeclaration(
      name: "avg_pool2d", arguments: [ImageOption.kernel],
      options: [ImageOption.poolStride, ImageOption.poolPadding], returns: "tensor",
      summary: "The mean of each window; padding counts as zeros.",
      example: "tensor.rand(1, 1, 4, 4):avg_pool2d(2)"
    ) { call in
      session.wrap(
        try receiver(call).averagePooled(
          call.extent("kernel"), stride: call.optionalExtent("stride"),
          padding: call.extent("padding")))
    },
  ]
}
