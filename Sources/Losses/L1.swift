import Settings
import Tensors

/// lambda times the sum of absolute values of the parameters.
public struct L1: DeclaredTerm {
  public var lambda: Double
  /// Whether biases count.
  public var bias = true

  public init(_ lambda: Double, bias: Bool = true) {
    self.lambda = lambda
    self.bias = bias
  }

  public init(_ given: Given<L1>) { lambda = given[\.lambda] }

  public static let about = About(
    "l1", "lambda times the sum of absolute values of the parameters.")
  public static let settings: [Setting<L1>] = [
    .number("lambda", \.lambda, .nonNegative, required: true, positional: true, "The weight."),
    .flag("bias", \.bias, "Whether biases count."),
  ]

  public func value(_ context: LossContext) throws -> Value {
    try Penalty.sum(context.net, bias: bias) { try $0.abs() } * lambda
  }
}
