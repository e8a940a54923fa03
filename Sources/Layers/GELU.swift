import Foundation
import Tensors

/// x Phi(x), with the normal distribution Phi (Hendrycks and Gimpel 2016)
public struct GELU: Activation {
  public init() {}
  public var name: String { "GELU" }

  public func callAsFunction(_ x: Value) throws -> Value {
    try x * ((x * 0.5.squareRoot()).erf() * 0.5 + 0.5)
  }
}
