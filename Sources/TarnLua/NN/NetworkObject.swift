import Layers
import LuaBridge
import Tensors

/// A network as Lua holds it: the same object after `set_parameters`, another one after
/// `with_parameters`.
final class NetworkObject {
  var network: Network
  init(_ network: Network) { self.network = network }
}

/// A layer as Lua holds it.
final class LayerObject {
  let layer: any Layer
  init(_ layer: any Layer) { self.layer = layer }
}

extension ValueType {
  static var network: ValueType { .object("network") }

  /// A network, or any Lua function of one tensor.
  static var model: ValueType { .either(.object("network"), .function) }
}

extension Call {
  func network(_ name: String = "net") -> Network {
    object(name, as: NetworkObject.self).network
  }

  /// The function that a network is, or a Lua function of one tensor.
  func model(_ name: String = "net", _ session: Session) -> (Value) throws -> Value {
    if let object = optionalObject(name, as: NetworkObject.self) {
      let network = object.network
      return { try network($0) }
    }
    let function = self.function(name)
    return { try session.call(function, [$0]) }
  }
}
