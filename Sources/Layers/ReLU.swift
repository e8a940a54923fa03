import Tensors

/// max(x, 0)
public struct ReLU: Activation {
  public init() {}
  public var name: String { "ReLU" }
  public func callAsFunction(_ x: Value) throws -> Value { try x.relu() }
}
