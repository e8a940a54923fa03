import Tensors

/// A compiled scalar function of one float64 vector, and its gradient, as an objective.
public final class PlanObjective: DifferentiableObjective {
  private let workspace: Workspace
  private let value = UnsafeMutablePointer<Double>.allocate(capacity: 1)

  /// - Parameter plan: made by `PlanObjective.plan`.
  public init(_ plan: Plan) throws {
    workspace = try plan.makeWorkspace()
    workspace.setOutput(0, value)
  }

  deinit { value.deallocate() }

  /// Traces and compiles value and gradient of a scalar function of a vector.
  public static func plan(dimension: Int, _ function: (Value) throws -> Value) throws -> Plan {
    let type = TensorType(try Shape([dimension]), .float64)
    let (graph, _) = try Trace.graph([type]) { values in
      let (value, gradient) = try Tensors.valueAndGradient(of: { try function($0[0]) }, at: values)
      return [try value.reshaped(to: .scalar).cast(to: .float64), gradient]
    }
    return try Plan.cached(graph)
  }

  public func valueAndGradient(
    _ x: UnsafePointer<Double>, _ gradient: UnsafeMutablePointer<Double>
  ) throws -> Double {
    workspace.setInput(0, x)
    workspace.setOutput(1, gradient)
    try workspace.run(stoppable: .max)
    return value.pointee
  }
}
