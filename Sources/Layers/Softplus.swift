import Tensors

/// log(1 + e^x)
public struct Softplus: Activation {
  public init() {}
  public var name: String { "Softplus" }
  public func callAsFunction(_ x: Value) throws -> Value { try x.softplus() }
}
