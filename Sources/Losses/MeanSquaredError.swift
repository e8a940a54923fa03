import Settings
import Tensors

/// The mean over all outputs and samples of (output - target)^2.
public struct MeanSquaredError: DeclaredTerm, SampleTerm, Defaulted {
  public init() {}

  public static let about = About(
    "mse",
    "The mean of squared differences to the targets, element by element: targets [n] go with outputs [n, 1].",
    source: "mean (z - y)^2 over samples and outputs")

  public func values(_ context: LossContext) throws -> Value {
    let squares = try squares(context)
    return squares.shape.rank < 2 ? squares : try squares.mean(Array(1..<squares.shape.rank))
  }

  public func value(_ context: LossContext) throws -> Value { try squares(context).mean() }

  private func squares(_ context: LossContext) throws -> Value {
    try Targets.squares(context.logits(), context.y, for: name)
  }
}
