import Layers
import Tensors

/// The mean over all outputs and samples of (output - target)^2.
public struct MeanSquaredError: LossTerm {
  public init() {}
  public var name: String { "mse" }

  public func callAsFunction(_ net: Network, _ x: Value, _ y: Value) throws -> Value {
    let outputs = try net(x)
    let target = try y.shape.count == outputs.shape.count ? y.reshaped(to: outputs.shape) : y
    guard target.shape == outputs.shape else {
      throw TensorError.shapes(
        operation: name, got: [outputs.shape, y.shape], expected: "targets of the outputs' shape")
    }
    return try (outputs - target).square().mean()
  }
}
