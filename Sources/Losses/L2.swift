import Settings
import Tensors

/// lambda times the sum of squares of the parameters, without a factor 1/2.
public struct L2: DeclaredTerm {
  public var lambda: Double
  /// Whether biases count.
  public var bias = true

  public init(_ lambda: Double, bias: Bool = true) {
    self.lambda = lambda
    self.bias = bias
  }

  public init(_ given: Given<L2>) { lambda = given[\.lambda] }

  public static let about = About(
    "l2", "lambda times the sum of squares of the parameters, without a factor 1/2.")
  public static let settings: [Setting<L2>] = [
    .number("lambda", \.lambda, .nonNegative, required: true, positional: true, "The weight."),
    .flag("bias", \.bias, "Whether biases count."),
  ]

  public func value(_ context: LossContext) throws -> Value {
    try Penalty.sum(context.net, bias: bias) { try $0.square() } * lambda
  }
}
