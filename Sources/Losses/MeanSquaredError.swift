import Settings
import Tensors

/// The mean over all outputs and samples of (output - target)^2.
public struct MeanSquaredError: DeclaredTerm, SampleTerm, Defaulted {
  public init() {}

  public static let about = About("mse", "The mean of squared differences to the targets.")

  public func values(_ context: LossContext) throws -> Value {
    let squares = try squares(context)
    return squares.shape.rank < 2 ? squares : try squares.mean(Array(1..<squares.shape.rank))
  }

  public func value(_ context: LossContext) throws -> Value { try squares(context).mean() }

  private func squares(_ context: LossContext) throws -> Value {
    let (outputs, y) = (try context.logits(), context.y)
    let target = try y.shape.count == outputs.shape.count ? y.reshaped(to: outputs.shape) : y
    guard target.shape == outputs.shape else {
      throw TensorError.shapes(
        operation: name, got: [outputs.shape, y.shape], expected: "targets of the outputs' shape")
    }
    return try (outputs - target).square()
  }
}
