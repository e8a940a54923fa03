import Layers
import Tensors

/// Parameters or buffers of a network as an implicit input of what is traced, wherever the function finds
/// the network: upvalues, tables, globals. What was traced serves all vectors that the network may be given.
struct NetworkInput: ImplicitSource {
  enum Part { case parameters, buffers }

  let object: NetworkObject
  let part: Part
  /// That of the network when it was traced.
  private let structure: Int

  private init(_ object: NetworkObject, _ part: Part) {
    self.object = object
    self.part = part
    structure = object.structure
  }

  var isValid: Bool { object.structure == structure }

  func current() throws -> Tensor {
    switch part {
    case .parameters: try object.network.parameters.tensor()
    case .buffers: try object.network.buffers.tensor()
    }
  }

  static func == (a: NetworkInput, b: NetworkInput) -> Bool {
    a.object === b.object && a.part == b.part && a.structure == b.structure
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(ObjectIdentifier(object))
    hasher.combine(part)
  }

  /// The network at implicit inputs; itself where nobody collects them.
  static func captured(_ network: Network, of object: NetworkObject) -> Network {
    // At traced parameters it is an expression like any other.
    guard Trace.collectsInputs, case .tensor(let parameters) = network.parameters,
      case .tensor(let buffers) = network.buffers,
      let flat = Trace.implicit(NetworkInput(object, .parameters), parameters.type),
      var captured = try? network.with(parameters: flat)
    else { return network }
    if buffers.count > 0,
      let flat = Trace.implicit(NetworkInput(object, .buffers), buffers.type),
      let all = try? captured.with(buffers: flat)
    {
      captured = all
    }
    return captured
  }
}
