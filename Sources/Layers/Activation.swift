import Tensors

/// A layer that applies one function to every element.
public protocol Activation: Layer {
  /// Whether f(-x) = -f(x): then the signs of a hidden unit's weights may be flipped.
  var isOdd: Bool { get }
  func callAsFunction(_ x: Value) throws -> Value
}

extension Activation {
  public var isOdd: Bool { false }
  public func callAsFunction(_ x: Value, _ parameters: [Value]) throws -> Value { try self(x) }
}
