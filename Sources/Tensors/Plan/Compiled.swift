/// A function that is traced on shapes at its first call for each combination of types, and runs as
/// a plan from then on. Inside a trace its operations are recorded like any others.
public final class Compiled {
  private let function: ([Value]) throws -> [Value]
  private var plans: [[TensorType]: Plan] = [:]

  public init(_ function: @escaping ([Value]) throws -> [Value]) { self.function = function }

  public func callAsFunction(_ arguments: [Value]) throws -> [Value] {
    if try arguments.contains(where: { try $0.isTraced && $0.known == nil }) || Trace.current != nil
      || FiniteCheck.isOn
    {
      return try function(arguments)
    }
    let tensors = try arguments.map { try $0.tensor() }
    let plan = try plan(for: tensors.map(\.type))
    return try plan(tensors).map { .tensor($0) }
  }

  /// The plan for arguments of these types.
  public func plan(for types: [TensorType]) throws -> Plan {
    if let known = plans[types] { return known }
    let (graph, captured) = try Trace.graph(types, function)
    guard captured.isEmpty else { throw TensorError.foreignTrace }
    let plan = try Plan.cached(graph)
    plans[types] = plan
    return plan
  }
}
