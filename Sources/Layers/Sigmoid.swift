import Tensors

/// 1 / (1 + e^-x)
public struct Sigmoid: Activation {
  public init() {}
  public var name: String { "Sigmoid" }
  public func callAsFunction(_ x: Value) throws -> Value { try x.sigmoid() }
}
