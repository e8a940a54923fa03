import Layers
import LuaBridge
import Tensors

/// A layer as Lua holds it. A block that was made of networks has their parameters, with which it starts.
final class LayerObject {
  let layer: any Layer
  let start: Network?

  init(_ layer: any Layer, start: Network? = nil) {
    self.layer = layer
    self.start = start
  }
}

extension ValueType {
  /// A layer, or a network, which becomes a block of layers.
  static var layer: ValueType { .either(.object("layer"), .object("network")) }
}

extension LuaValue {
  /// The layer that the value is; a network becomes a block.
  var asLayer: LayerObject? {
    if let layer = asObject(LayerObject.self) { return layer }
    guard let network = asObject(NetworkObject.self)?.network else { return nil }
    return LayerObject(Sequential(network.layers), start: network)
  }
}

extension Network {
  /// A network of layers as Lua gives them: drawn anew, but for those that were networks, which keep
  /// their parameters and buffers.
  /// - Parameter draw: nil where nothing is drawn.
  init(_ objects: [LayerObject], _ draw: NetworkDraw?) throws {
    try self.init(objects.map(\.layer), seed: draw?.seed ?? 0, draw: draw?.number ?? 0)
    guard objects.contains(where: { $0.start != nil }) else { return }
    let drawn = (parameters, buffers)
    func assembled(
      _ all: Value, _ count: (any Layer) -> [Parameter], _ own: (Network) -> Value
    ) throws -> Value {
      var first = 0
      let pieces = try objects.map { object in
        let size = count(object.layer).reduce(0) { $0 + $1.shape.count }
        defer { first += size }
        return try object.start.map { try own($0).cast(to: all.dtype) }
          ?? all.sliced(0, first..<first + size)
      }
      return try .concatenated(pieces, dimension: 0)
    }
    self = try with(parameters: assembled(drawn.0, \.parameters, \.parameters))
      .with(buffers: assembled(drawn.1, \.buffers, \.buffers))
  }
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
