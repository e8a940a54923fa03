import Layers
import Tensors

/// A term whose function is given, such as one written in a script.
public struct CustomTerm: LossTerm {
  public let name: String
  private let function: (Network, Value, Value) throws -> Value

  public init(_ name: String, _ function: @escaping (Network, Value, Value) throws -> Value) {
    self.name = name
    self.function = function
  }

  public func callAsFunction(_ net: Network, _ x: Value, _ y: Value) throws -> Value {
    try function(net, x, y)
  }
}
