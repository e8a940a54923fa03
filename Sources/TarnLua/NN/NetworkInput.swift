import Layers
import Tensors

/// The networks that a function uses while it is compiled, wherever it finds them: upvalues, tables,
/// globals. Their parameters and buffers become inputs of the plan, in order of first use, and so do the
/// keys of random numbers that passes in training mode draw.
///
/// Used by the thread that compiles, from the call of the function to its return; it is marked Sendable
/// only to be the task-local `current`.
final class NetworkCapture: @unchecked Sendable {
  @TaskLocal static var current: NetworkCapture?

  /// What the plan takes besides the function's arguments.
  enum Input {
    case parameters(NetworkObject)
    case buffers(NetworkObject)
    case key
  }

  private let trace: Trace
  private(set) var inputs: [Input] = []
  private(set) var objects: [NetworkObject] = []
  private var traced: [ObjectIdentifier: Network] = [:]

  init(_ trace: Trace) { self.trace = trace }

  func network(of object: NetworkObject, _ network: Network) -> Network {
    if let known = traced[ObjectIdentifier(object)] { return known }
    // At traced parameters it is an expression like any other.
    guard case .tensor(let parameters) = network.parameters,
      case .tensor(let buffers) = network.buffers,
      var captured = try? network.with(parameters: trace.input(parameters.type))
    else { return network }
    inputs.append(.parameters(object))
    if buffers.count > 0, let all = try? captured.with(buffers: trace.input(buffers.type)) {
      captured = all
      inputs.append(.buffers(object))
    }
    objects.append(object)
    traced[ObjectIdentifier(object)] = captured
    return captured
  }

  /// A key that every run of the plan gets anew.
  func key() throws -> Value {
    inputs.append(.key)
    return trace.input(TensorType(try Shape([4]), .int32))
  }
}
