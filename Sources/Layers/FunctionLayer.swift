import Tensors

/// A layer whose function is given: what layers written in a script become.
public struct FunctionLayer: Layer {
  public let name: String
  public let parameters: [Parameter]
  public let isFixed: Bool
  private let function: (Value, [Value]) throws -> Value

  /// An error of the function, which becomes one of the network: its place is added.
  public struct Failure: Error, CustomStringConvertible {
    public let description: String
    public init(_ description: String) { self.description = description }
  }

  /// - Parameter isFixed: false for a function that may change from call to call.
  public init(
    name: String, parameters: [Parameter] = [], isFixed: Bool = true,
    _ function: @escaping (Value, [Value]) throws -> Value
  ) {
    self.name = name
    self.parameters = parameters
    self.isFixed = isFixed
    self.function = function
  }

  public func callAsFunction(_ x: Value, _ parameters: [Value]) throws -> Value {
    try function(x, parameters)
  }
}
