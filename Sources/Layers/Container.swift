import Tensors

/// A layer that is made of layers. Their parameters and buffers are its own, one layer after another,
/// under names that begin with the layer's position.
public protocol Container: Layer {
  var nested: NestedLayers { get }
}

extension Container {
  public var layers: [any Layer] { nested.layers }

  public var parameters: [Parameter] { blocks(\.parameters) }
  public var buffers: [Parameter] { blocks(\.buffers) }
  public var differsInTraining: Bool { nested.differsInTraining }
  public var isFixed: Bool { nested.isFixed }

  /// The blocks of all levels, in order. Each name is made once, not at every level that it passes.
  private func blocks(_ own: (any Layer) -> [Parameter]) -> [Parameter] {
    var found: [Parameter] = []
    // What is still to come, the next last.
    var waiting: [(layer: any Layer, path: String)] = []
    func wait(for layers: [any Layer], _ path: String) {
      for (k, layer) in layers.enumerated().reversed() {
        waiting.append((layer, path + "\(k + 1)."))
      }
    }
    wait(for: layers, "")
    while let (layer, path) = waiting.popLast() {
      if let container = layer as? any Container {
        wait(for: container.layers, path)
      } else {
        found += own(layer).map { $0.named(path + $0.name) }
      }
    }
    return found
  }

  public func callAsFunction(_ x: Value, _ parameters: [Value]) throws -> Value {
    try evaluated(x, parameters)
  }
}
