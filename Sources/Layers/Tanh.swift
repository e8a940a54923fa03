import Tensors

/// tanh x
public struct Tanh: Activation {
  public init() {}
  public var name: String { "Tanh" }
  public var isOdd: Bool { true }
  public func callAsFunction(_ x: Value) throws -> Value { try x.tanh() }
}
