import Layers
import Tensors

/// The networks that a function uses while it is compiled, wherever it finds them: upvalues, tables,
/// globals. Their parameters become inputs of the plan, in order of first use.
///
/// Used by the thread that compiles, from the call of the function to its return; it is marked Sendable
/// only to be the task-local `current`.
final class NetworkCapture: @unchecked Sendable {
  @TaskLocal static var current: NetworkCapture?

  private let trace: Trace
  private(set) var objects: [NetworkObject] = []
  private var traced: [ObjectIdentifier: Network] = [:]

  init(_ trace: Trace) { self.trace = trace }

  func network(of object: NetworkObject, _ network: Network) -> Network {
    if let known = traced[ObjectIdentifier(object)] { return known }
    // At traced parameters it is an expression like any other.
    guard case .tensor(let parameters) = network.parameters,
      let captured = try? network.with(parameters: trace.input(parameters.type))
    else { return network }
    objects.append(object)
    traced[ObjectIdentifier(object)] = captured
    return captured
  }
}
