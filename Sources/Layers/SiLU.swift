import Tensors

/// x / (1 + e^-x) (Elfwing et al. 2017)
public struct SiLU: Activation {
  public init() {}
  public var name: String { "SiLU" }
  /// Of -infinity it is 0.
  public func callAsFunction(_ x: Value) throws -> Value { try x.weighted(by: x.sigmoid()) }
}
