import Tensors

/// x above 0, alpha (e^x - 1) elsewhere (Clevert et al. 2016)
public struct ELU: Activation {
  public let alpha: Double

  /// - Parameter alpha: 0 or more.
  public init(_ alpha: Double = 1) { self.alpha = alpha }
  public var name: String { alpha == 1 ? "ELU" : "ELU(\(alpha))" }
  public func callAsFunction(_ x: Value) throws -> Value { try x.elu(alpha) }
}
