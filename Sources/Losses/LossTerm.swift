import Layers
import Tensors

/// A part of a loss: a scalar function of a network (at its parameters), inputs and targets.
public protocol LossTerm {
  /// As descriptions and tables call it: `cross_entropy`.
  var name: String { get }

  /// The name with its settings, from which the same term could be made again.
  var description: String { get }

  func callAsFunction(_ net: Network, _ x: Value, _ y: Value) throws -> Value
}

extension LossTerm {
  public var description: String { name }
}
