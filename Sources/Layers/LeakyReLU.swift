import Tensors

/// x where x > 0, slope x elsewhere (Maas et al. 2013).
public struct LeakyReLU: Activation {
  public let slope: Double

  public init(_ slope: Double = 0.01) { self.slope = slope }
  public var name: String { "LeakyReLU(\(slope))" }

  public func callAsFunction(_ x: Value) throws -> Value { try x.leakyReLU(slope) }
}
