import Layers
import LuaBridge
import Reachability
import Regions
import Tensors

/// The bounds of a network, ready for sets of each type: a call like one before finds them without
/// tracing. They belong to the network as Lua holds it, and serve all its parameters.
final class BoundPlans {
  struct Key: Hashable {
    /// The network's, so that layers added since are not missed.
    let structure: Int
    let inputs: [TensorType]
    let options: BoundOptions
    /// What of the outputs is bounded; empty for the outputs themselves.
    let property: String
  }

  private var plans: [Key: any PreparedBounds] = [:]
  /// What was used last: found without hashing.
  private var latest: (key: Key, bounds: any PreparedBounds)?
  /// Old plans are dropped beyond this number.
  private static let limit = 32

  func callAsFunction(
    _ key: Key, make: () throws -> any PreparedBounds
  ) rethrows -> any PreparedBounds {
    if let latest, latest.key == key { return latest.bounds }
    let bounds = try plans[key] ?? make()
    if plans[key] == nil, plans.count >= BoundPlans.limit { plans.removeAll() }
    plans[key] = bounds
    latest = (key, bounds)
    return bounds
  }
}

/// What is bounded: a network, or any Lua function of one tensor, or what a property makes of it.
struct BoundedModel {
  /// A function of the model at an input, with tensors of its own.
  struct Property {
    /// Tells it from others on the same types.
    let name: String
    let arguments: [Value]
    let function:
      (_ model: (Value) throws -> Value, _ x: Value, _ arguments: [Value]) throws -> Value
  }

  let call: Call
  let session: Session
  var property: Property?

  init(_ call: Call, _ session: Session, _ property: Property? = nil) {
    self.call = call
    self.session = session
    self.property = property
  }

  /// The set of outputs. With known values it is computed by what was prepared at an earlier call;
  /// inside a trace it is recorded.
  func image(of set: Box, _ options: BoundOptions) throws -> ReachableSet {
    let object = call.optionalObject("net", as: NetworkObject.self)
    try object?.checkEvaluation()
    do {
      return try image(object, set, options)
    } catch let error as UnboundedOperation {
      throw object.map { error.placed(in: $0.network, set, options) } ?? error
    }
  }

  private func image(
    _ object: NetworkObject?, _ set: Box, _ options: BoundOptions
  ) throws -> ReachableSet {
    if Trace.current == nil, let object, let bounds = try known(object, set, options) {
      return bounds
    }
    let model = call.model("net", session)
    func bounded(_ x: Value) throws -> Value {
      try property.map { try $0.function(model, x, $0.arguments) } ?? model(x)
    }
    guard options.isSound, Trace.current == nil, NetworkCapture.current == nil else {
      return try set.image(bounded, options)
    }
    // Parameters are inputs: what is computed from them alone is rounded as well.
    var networks: [NetworkCapture.Input] = []
    let (graph, captured) = try SoundPrecision.traced([set.lower.type], options) { inputs in
      guard let trace = Trace.current else { throw TensorError.foreignTrace }
      let capture = NetworkCapture(trace)
      defer { networks = capture.inputs }
      return try NetworkCapture.$current.withValue(capture) { try bounded(inputs[0]) }
    }
    let values = try networks.map { input -> Value in
      switch input {
      case .parameters(let network): network.network.parameters
      case .buffers(let network): network.network.buffers
      case .key: .tensor(try session.nextKey())
      }
    }
    return try set.image(of: graph, values + captured, options)
  }

  private func known(
    _ object: NetworkObject, _ set: Box, _ options: BoundOptions
  ) throws -> ReachableSet? {
    let network = object.network
    guard case .tensor(let lower) = set.lower, case .tensor(let upper) = set.upper,
      case .tensor(let parameters) = network.parameters,
      case .tensor(let buffers) = network.buffers
    else { return nil }
    let arguments = try property?.arguments.map { try $0.tensor() } ?? []
    let captured = [parameters, buffers] + arguments
    let key = BoundPlans.Key(
      structure: object.structure, inputs: [lower.type] + captured.map(\.type), options: options,
      property: property?.name ?? "")
    let bounds = try object.boundPlans(key) {
      try Box.prepared(key.inputs, options) { inputs in
        let traced = try network.with(parameters: inputs[1]).with(buffers: inputs[2])
        return try property.map {
          try $0.function({ try traced($0) }, inputs[0], Array(inputs[3...]))
        } ?? traced(inputs[0])
      }
    }
    return try bounds(lower: lower, upper: upper, captured)
  }
}
