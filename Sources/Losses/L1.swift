import Layers
import Tensors

/// lambda times the sum of absolute values of the parameters.
public struct L1: LossTerm {
  public let lambda: Double
  public let bias: Bool

  public init(_ lambda: Double, bias: Bool = true) {
    self.lambda = lambda
    self.bias = bias
  }

  public var name: String { "l1" }
  public var description: String { "l1(\(lambda)\(bias ? "" : ", {bias = false}"))" }

  public func callAsFunction(_ net: Network, _ x: Value, _ y: Value) throws -> Value {
    try Penalty.sum(net, bias: bias) { try $0.abs() } * lambda
  }
}
