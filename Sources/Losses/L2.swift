import Layers
import Tensors

/// lambda times the sum of squares of the parameters, without a factor 1/2.
public struct L2: LossTerm {
  public let lambda: Double
  /// Whether biases count.
  public let bias: Bool

  public init(_ lambda: Double, bias: Bool = true) {
    self.lambda = lambda
    self.bias = bias
  }

  public var name: String { "l2" }
  public var description: String { "l2(\(lambda)\(bias ? "" : ", {bias = false}"))" }

  public func callAsFunction(_ net: Network, _ x: Value, _ y: Value) throws -> Value {
    try Penalty.sum(net, bias: bias) { try $0.square() } * lambda
  }
}
