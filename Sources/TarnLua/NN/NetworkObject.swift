import Layers
import LuaBridge
import Tensors

/// A network as Lua holds it: the same object after `set_parameters`, another one after
/// `with_parameters`.
final class NetworkObject {
  private var held: Network
  /// Grows when layers are added: what was traced with the old ones is of no use then.
  private(set) var structure = 0

  init(_ network: Network) { held = network }

  /// The network; while a function is compiled, with its parameters as an input of the plan.
  var network: Network {
    get { NetworkCapture.current?.network(of: self, held) ?? held }
    set {
      if newValue.layers.count != held.layers.count { structure += 1 }
      held = newValue
    }
  }
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
