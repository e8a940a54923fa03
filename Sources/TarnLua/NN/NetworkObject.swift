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
  /// What was made of the network before, for its structure then.
  private var made: (model: Model, structure: Int)?
  /// Where its parameters were drawn; nil while none were.
  var draw: NetworkDraw?
  /// Whether dropout drops and batch statistics are taken. `fit` has a mode of its own.
  var isTraining: Bool { didSet { if isTraining != oldValue { structure += 1 } } }

  /// - Parameter other: the same layers at other parameters; what was traced of it serves both.
  init(
    _ network: Network, isTraining: Bool = false, like other: NetworkObject? = nil,
    draw: NetworkDraw? = nil
  ) {
    held = network
    self.draw = draw ?? other?.draw
    self.isTraining = isTraining
    made = other?.kept.map { ($0, 0) }
  }

  /// The network; while a function is compiled, with its parameters as an input of the plan.
  var network: Network {
    get { NetworkInput.captured(held, of: self) }
    set {
      if newValue.layers.count != held.layers.count { structure += 1 }
      held = newValue
    }
  }

  /// The network as what is attacked and bounded, at its parameters now.
  var model: Model {
    let network = self.network
    return (kept ?? held.model).with(captured: [network.parameters, network.buffers])
  }

  /// The model whose traces serve as long as the layers are the same; nil where they may change unseen.
  private var kept: Model? {
    if let made, made.structure == structure { return made.model }
    guard held.layers.allSatisfy(\.isFixed) else { return nil }
    made = (held.model, structure)
    return made?.model
  }

  /// - Parameter use: what is done with the outputs.
  /// - Throws: the network is in training mode, in which it gives other outputs than those that are asked for.
  func checkEvaluation(for use: String = "bounded") throws {
    guard isTraining, let position = held.layerThatDiffersInTraining else { return }
    throw MessageError(
      "net[\(position + 1)] \(held.layers[position].name): the network is in training mode, in which its "
        + "outputs depend on chance or on the rest of the batch, and cannot be \(use); call "
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

  /// A network, or a Lua function of one tensor, as a model.
  func model(_ name: String = "net", _ session: Session) -> Model {
    if let object = optionalObject(name, as: NetworkObject.self) { return object.model }
    let function = self.function(name)
    return Model { try session.call(function, [$0]) }
  }
}
