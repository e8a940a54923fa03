import Foundation
import Tensors

/// x Phi(x), with the normal distribution Phi (Hendrycks and Gimpel 2016)
public struct GELU: Activation {
  public init() {}
  public var name: String { "GELU" }

  /// Of -infinity it is 0.
  public func callAsFunction(_ x: Value) throws -> Value {
    try x.weighted(by: (x * 0.5.squareRoot()).erf() * 0.5 + 0.5)
  }
}
