import Tensors

/// A layer got something that it cannot work on.
public struct LayerError: Error, CustomStringConvertible {
  public let got: Shape
  public let expected: String

  public init(got: Shape, expected: String) {
    self.got = got
    self.expected = expected
  }

  public var description: String { "got \(got), expected \(expected)" }
}

/// An error inside a network, with its place: `net[3] Linear(784 -> 100): got 1x28x28, expected …`.
public struct NetworkError: Error, CustomStringConvertible {
  /// From 1.
  public let position: Int
  public let layer: String
  public let underlying: any Error

  public var description: String { "net[\(position)] \(layer): \(underlying)" }
}
