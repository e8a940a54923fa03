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

  public var description: String { name }
  public var identity: String? { nil }

  public func value(_ context: LossContext) throws -> Value {
    try function(context.net, context.x, context.y)
  }
}
