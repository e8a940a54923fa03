import Layers
import LuaBridge
import Tensors

/// One layer of a network, as `net[i]` gives it: it reads the network's parameters, and what is set through
/// it is set in the network.
struct NetworkPart {
  let whole: NetworkObject
  /// Position from 0.
  let position: Int

  /// - Parameter index: from 1, or from -1 backwards.
  init(of whole: NetworkObject, _ index: Int) throws {
    position = try LuaIndex.position(index, in: Self.layers(of: whole).count, of: "net")
    self.whole = whole
  }

  /// What `net[i]` counts: the layers of a network; of a layer that is a block of layers those inside.
  static func layers(of object: NetworkObject) -> [any Layer] {
    let layers = object.network.layers
    guard object.isLayer, let block = layers.first as? any Container else { return layers }
    return block.layers
  }

  private var inside: Network {
    let network = whole.network
    // A block has the parameters of its layers in their order.
    return whole.isLayer ? network.with(layers: Self.layers(of: whole)) : network
  }

  var network: Network {
    let inside = inside
    // The position was looked at, and layers are only ever added.
    guard var part = try? inside.slice(position..<position + 1) else {
      preconditionFailure("a layer outside its network")
    }
    part.firstPosition = position
    return part
  }

  /// Puts the part's parameters and buffers into the whole.
  func write(_ part: Network) {
    let before = inside
    guard
      let changed = try? before.replacing(position..<position + 1, with: part),
      let written = try? whole.network.with(parameters: changed.parameters)
        .with(buffers: changed.buffers)
    else { preconditionFailure("a part that does not fit its network") }
    whole.network = written
  }
}
