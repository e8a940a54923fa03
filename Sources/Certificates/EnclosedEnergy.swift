import Landscape
import Reachability
import Tensors

/// An energy over R^n with enclosures of its derivatives: the graphs of the traced energy, gradient and Hessian,
/// interpreted on balls, as plans.
///
/// Enclosures hold for the traced functions in exact arithmetic on the constants in them. The Hessian is the Jacobian of the
/// traced gradient: row i is the derivative of component i.
package final class EnclosedEnergy: Sendable {
  /// Hessians of more coordinates are not made.
  package static let largest = 2000

  package let dimension: Int
  /// x [n] -> center and radius of the energy [] and of the gradient [n], at that point.
  let gradient: Plan
  /// center, radius [n], directions [block, n] -> center and radius of the products of the directions with the Hessian, [block, n],
  /// on that box.
  let products: Plan
  let block: Int
  /// center, radius [n] -> center and radius of all arguments that must not be 0 for the energy to be smooth; nil where there
  /// are none.
  let switches: Plan?
  let switchCount: Int

  package convenience init(_ surface: PlanSurface) throws {
    try self.init(surface.graph)
  }

  /// - Parameters:
  ///   - graph: x [n] -> energy [], gradient [n].
  ///   - products: x [n], directions [n, n] -> their products with the Hessian, in place of those that follow from the gradient.
  /// - Throws: ``CertificateFailure`` where an operation has no bounds, or the energy cannot be smooth.
  package init(_ graph: Graph, products given: Graph? = nil) throws {
    dimension = graph.inputTypes[0].shape.count
    guard dimension <= EnclosedEnergy.largest else {
      throw CertificateFailure.tooLarge(dimension: dimension, largest: EnclosedEnergy.largest)
    }
    block = dimension <= 128 || given != nil ? dimension : 64
    let energy = try Trace.graph(graph.inputTypes) { [try graph($0)[0]] }.graph
    if let stopped = energy.stopped { throw CertificateFailure.notSmooth(operation: stopped) }
    do {
      gradient = try Plan(EnclosedEnergy.bounds(graph, isThin: true))
      products = try Plan(
        EnclosedEnergy.bounds(
          given ?? EnclosedEnergy.products(of: graph, block: block), isThin: false))
      let kinked = try KinkedFunction(energy)
      if let operation = kinked.unsupported.first {
        throw CertificateFailure.notSmooth(operation: operation)
      }
      switchCount = kinked.count + kinked.guardedCount
      switches =
        switchCount == 0
        ? nil
        : try Plan(EnclosedEnergy.bounds(EnclosedEnergy.switches(of: kinked, graph), isThin: false))
    } catch let error as UnboundedOperation {
      throw CertificateFailure.unbounded(operation: error.operation)
    }
  }

  /// The arguments at which operations of the energy switch, in one vector.
  private static func switches(of kinked: KinkedFunction, _ graph: Graph) throws -> Graph {
    try Trace.graph(graph.inputTypes) { inputs in
      var all: [Value] = []
      func see(_ s: Value) throws {
        all.append(try s.reshaped(to: Shape([s.shape.count])).cast(to: .float64))
      }
      _ = try kinked(
        inputs,
        rectifier: { s in
          try see(s)
          return try s.relu()
        }, guarded: see)
      return [try .concatenated(all, dimension: 0)]
    }.graph
  }

  /// Rows of the Jacobian J of the gradient: v J for each direction v.
  package static func products(of graph: Graph, block: Int) throws -> Graph {
    let n = graph.inputTypes[0].shape.count
    let directions = TensorType(try Shape([block, n]), .float64)
    return try Trace.graph([graph.inputTypes[0], directions]) { inputs in
      return try Batch.map(
        { direction in
          [
            try valueAndGradient(
              of: { x in try (graph([x[0]])[1] * direction[0]).sum() }, at: [inputs[0]]
            ).gradient
          ]
        }, [inputs[1]])
    }.graph
  }

  /// What a graph gives on a ball of its first input, all others fixed: centers and radii.
  private static func bounds(_ graph: Graph, isThin: Bool) throws -> Graph {
    let first = graph.inputTypes[0]
    let types = (isThin ? [first] : [first, first]) + graph.inputTypes.dropFirst()
    let bounds = try Trace.graph(types) { inputs in
      let set = Ball(center: inputs[0], radius: isThin ? nil : inputs[1])
      let others = inputs.dropFirst(isThin ? 1 : 2).map(Ball.init(point:))
      return try graph.bounded([set] + others).flatMap {
        [$0.center, try $0.radius.map(Ball.widened) ?? $0.center.filled(0)]
      }
    }.graph
    if bounds.isSingle { throw CertificateFailure.singlePrecision }
    guard bounds.roundings * Rounded.unit < Ball.slack / 4 else {
      throw CertificateFailure.tooLong
    }
    return bounds
  }
}

extension Graph {
  /// An operation through which no derivative passes, if something that varies goes through it: the traced gradient is then
  /// not that of the energy.
  fileprivate var stopped: String? {
    let partition = partition()
    for (k, node) in nodes.enumerated() where partition.live[k] && partition.varies[k] {
      if case .apply(let primitive) = node.operation, case .stopped = primitive.traits {
        return primitive.name
      }
    }
    return nil
  }

  /// Whether something that is rounded is computed in single precision.
  fileprivate var isSingle: Bool {
    nodes.contains { node in
      guard node.type.dtype == .float32, case .apply(let primitive) = node.operation else {
        return false
      }
      if case .none = primitive.rounding(node.inputs.map { nodes[$0].type }, node.type) {
        return false
      }
      return true
    }
  }

  /// How many roundings may follow one another in all that the graph computes.
  fileprivate var roundings: Double {
    nodes.reduce(0) { sum, node in
      guard case .apply(let primitive) = node.operation else { return sum }
      let inputs = node.inputs.map { nodes[$0].type }
      switch primitive.rounding(inputs, node.type) {
      case .none: return sum
      case .result(let units): return sum + 2 * units
      case .sum(let terms): return sum + Double(terms)
      }
    }
  }
}
