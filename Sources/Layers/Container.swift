import Tensors

/// A layer that is made of layers. Their parameters and buffers are its own, one layer after another,
/// under names that begin with the layer's position.
public protocol Container: Layer {
  var nested: NestedLayers { get }
}

extension Container {
  public var layers: [any Layer] { nested.layers }

  public var parameters: [Parameter] {
    layers.enumerated().flatMap { k, layer in layer.parameters.map { $0.nested(k + 1) } }
  }

  public var buffers: [Parameter] {
    layers.enumerated().flatMap { k, layer in layer.buffers.map { $0.nested(k + 1) } }
  }

  public var differsInTraining: Bool { layers.contains(where: \.differsInTraining) }
  public var isFixed: Bool { layers.allSatisfy(\.isFixed) }

  public func callAsFunction(_ x: Value, _ parameters: [Value]) throws -> Value {
    try evaluated(x, parameters)
  }
}
