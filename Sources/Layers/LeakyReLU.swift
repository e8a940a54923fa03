import Tensors

/// x where x > 0, slope x elsewhere (Maas et al. 2013).
public struct LeakyReLU: Activation {
  public let slope: Double

  public init(_ slope: Double = 0.01) { self.slope = slope }
  public var name: String { "LeakyReLU(\(slope))" }

  public func callAsFunction(_ x: Value) throws -> Value {
    // Each term increases with x, for slopes up to 1; the derivative at 0 is the slope, as in PyTorch.
    try x * slope + x.relu() * (1 - slope)
  }
}
