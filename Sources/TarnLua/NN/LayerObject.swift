import Layers
import LuaBridge
import Tensors

/// A layer that becomes one of a network's. What was a network, or a layer whose parameters were drawn,
/// has parameters with which it starts.
struct LayerObject {
  let layer: any Layer
  var start: Network?

  init(_ layer: any Layer, start: Network? = nil) {
    self.layer = layer
    self.start = start
  }
}

extension ValueType {
  /// A layer, or a network, which becomes a block of layers.
  static var layer: ValueType { .custom("layer or network") { $0.asObject(NetworkObject.self) } }
}

extension LuaValue {
  /// The layer that the value is; a network becomes a block.
  var asLayer: LayerObject? {
    guard let object = asObject(NetworkObject.self) else { return nil }
    if let layer = object.undrawn { return LayerObject(layer) }
    let network = object.network
    if object.isLayer { return LayerObject(network.layers[0], start: network) }
    return LayerObject(Sequential(network.layers), start: network)
  }
}

extension Network {
  /// A network of layers as Lua gives them: drawn anew, but for those that were networks, which keep
  /// their parameters and buffers.
  /// - Parameter draw: nil where nothing is drawn.
  init(_ objects: [LayerObject], _ draw: NetworkDraw?) throws {
    let layers = objects.map(\.layer)
    let (seed, number) = (draw?.seed ?? 0, draw?.number ?? 0)
    guard objects.contains(where: { $0.start != nil }) else {
      try self.init(layers, seed: seed, draw: number)
      return
    }
    try self.init(layers, start: objects.map(\.start), seed: seed, draw: number)
  }
}

extension Session {
  /// A layer for Lua, drawn when it is asked for its parameters.
  func layer(_ layer: any Layer) -> LuaValue { .object(NetworkObject(layer, self)) }
}

extension Call {
  /// The layers of a list; networks among them become blocks.
  func layers(_ name: String, of function: String) throws -> [LayerObject] {
    try list(name).enumerated().map { k, item in
      guard let object = item.asLayer else {
        throw MessageError("nn.\(function): item \(k + 1) must be a layer, got \(item.shown)")
      }
      return object
    }
  }
}
