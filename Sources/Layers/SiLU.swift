import Tensors

/// x / (1 + e^-x) (Elfwing et al. 2017)
public struct SiLU: Activation {
  public init() {}
  public var name: String { "SiLU" }
  public func callAsFunction(_ x: Value) throws -> Value { try x * x.sigmoid() }
}
