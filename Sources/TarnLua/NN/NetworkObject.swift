import Layers
import LuaBridge
import Reachability
import Tensors

/// A network as Lua holds it: the same object after `set_parameters`, another one after
/// `with_parameters`. A layer is a network of one layer, whose parameters are drawn when somebody asks for
/// them; a layer of a network is a view of it.
final class NetworkObject {
  private enum Content {
    case network(Network)
    /// A layer before anybody asked for its parameters.
    case undrawn(any Layer, Session)
    case part(NetworkPart)
  }

  private var content: Content
  /// Grows when layers are added or the mode changes: what was traced before is of no use then.
  private(set) var structure = 0
  /// What was made of the network before, for its structure then.
  private var made: (model: Model, structure: Int)?
  /// Where its parameters were drawn; nil while none were.
  var draw: NetworkDraw?
  /// Whether it is one layer, and shown as that.
  let isLayer: Bool
  /// Whether dropout drops and batch statistics are taken. `fit` has a mode of its own.
  var isTraining: Bool { didSet { if isTraining != oldValue { structure += 1 } } }

  /// - Parameter other: the same layers at other parameters; what was traced of it serves both.
  init(
    _ network: Network, isTraining: Bool = false, like other: NetworkObject? = nil,
    draw: NetworkDraw? = nil, isLayer: Bool = false
  ) {
    content = .network(network)
    self.draw = draw ?? other?.draw
    self.isTraining = isTraining
    self.isLayer = isLayer || other?.isLayer == true
    made = other?.kept.map { ($0, 0) }
  }

  /// A layer, drawn when it is asked for its parameters.
  init(_ layer: any Layer, _ session: Session) {
    content = .undrawn(layer, session)
    isLayer = true
    isTraining = false
  }

  /// A view of a layer of another network.
  init(_ part: NetworkPart) {
    content = .part(part)
    draw = part.whole.draw
    isLayer = true
    isTraining = part.whole.isTraining
  }

  /// The layer, if nobody asked for its parameters so far.
  var undrawn: (any Layer)? { if case .undrawn(let layer, _) = content { layer } else { nil } }

  /// Draws the parameters of a layer that has none so far.
  func prepare() throws { _ = try drawn() }

  private var held: Network {
    switch content {
    case .network(let network): return network
    case .part(let part): return part.network
    case .undrawn:
      // Whoever came here without a check of the object's class.
      do { return try drawn() } catch { preconditionFailure("\(error)") }
    }
  }

  /// The network, drawn if it was not.
  private func drawn() throws -> Network {
    guard case .undrawn(let layer, let session) = content else { return held }
    let draw = layer.isDrawn ? session.nextNetwork() : nil
    let network = try Network([layer], seed: draw?.seed ?? 0, draw: draw?.number ?? 0)
    content = .network(network)
    self.draw = draw
    return network
  }

  /// The network; while a function is compiled, with its parameters as an input of the plan.
  var network: Network {
    get {
      if case .part(let part) = content { return part.network }
      return NetworkInput.captured(held, of: self)
    }
    set {
      if case .part(let part) = content { return part.write(newValue) }
      if newValue.layers.count != held.layers.count { structure += 1 }
      content = .network(newValue)
    }
  }

  /// Whether layers can be added: a layer of another network stays what it is.
  var isPart: Bool { if case .part = content { true } else { false } }

  /// The network as what is attacked and bounded, at its parameters now.
  var model: Model {
    let network = self.network
    return (kept ?? held.model).with(captured: [network.parameters, network.buffers])
  }

  /// The model whose traces serve as long as the layers are the same; nil where they may change unseen.
  private var kept: Model? {
    if let made, made.structure == structure { return made.model }
    if isPart { return nil }
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
    if let buffers = try state.buffers.known {
      self.network = try held.with(buffers: .tensor(buffers))
    }
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
