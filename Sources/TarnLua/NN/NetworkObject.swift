import Layers
import LuaBridge
import Reachability
import Tensors

/// A network as Lua holds it: the same object after `set_parameters`, another one after
/// `with_parameters`.
final class NetworkObject {
  private var held: Network
  /// Grows when layers are added or the mode changes: what was traced before is of no use then.
  private(set) var structure = 0
  /// Bounds of the network that were computed before.
  let boundPlans = BoundPlans()
  /// Whether dropout drops and batch statistics are taken. `fit` has a mode of its own.
  var isTraining: Bool { didSet { if isTraining != oldValue { structure += 1 } } }

  init(_ network: Network, isTraining: Bool = false) {
    held = network
    self.isTraining = isTraining
  }

  /// The network; while a function is compiled, with its parameters as an input of the plan.
  var network: Network {
    get { NetworkCapture.current?.network(of: self, held) ?? held }
    set {
      if newValue.layers.count != held.layers.count { structure += 1 }
      held = newValue
    }
  }

  /// - Throws: the network is in training mode, in which it gives other outputs than those that are bounded.
  func checkEvaluation() throws {
    guard isTraining, let position = held.layerThatDiffersInTraining else { return }
    throw MessageError(
      "net[\(position + 1)] \(held.layers[position].name): the network is in training mode, in which its "
        + "outputs depend on chance or on the rest of the batch, and cannot be bounded; call "
        + "net:eval_mode() first")
  }

  /// What `body` computes of the network in its mode. In training mode the running statistics move on,
  /// unless values are not known because a function is being compiled.
  func inMode<Result>(_ session: Session, _ body: (Network) throws -> Result) throws -> Result {
    guard isTraining else { return try body(network) }
    if DrawnNumbers.areRefused { try checkEvaluation() }
    let key = try session.freshKey()
    let (network, state) = network.inTraining(key: key)
    let result = try body(network)
    if let buffers = try state.buffers.known { held = try held.with(buffers: .tensor(buffers)) }
    return result
  }
}

extension Session {
  /// The key of what is drawn next. A function that is compiled gets a new one in every run.
  func freshKey() throws -> Value {
    try NetworkCapture.current?.key() ?? .tensor(nextKey())
  }

  /// A key of random numbers that no call had before.
  func nextKey() throws -> Tensor {
    draws += 1
    return try Training.key(seed: seed, counter: draws)
  }
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
