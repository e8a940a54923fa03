import Regions
import Tensors

/// Bounds of one graph, ready to be computed on any values. Immutable: any number of threads may
/// use it.
public protocol PreparedBounds: Sendable {
  /// - Parameter captured: the graph's inputs after the first.
  func callAsFunction(
    lower: Tensor, upper: Tensor, _ captured: [Tensor]
  ) throws -> ReachableSet
}

/// The dense form of a domain's bounds as a plan.
struct DenseBounds: PreparedBounds {
  private let plan: Plan
  private let domain: String
  private let parts: ReachableSet.Parts

  init(_ graph: Graph, _ options: BoundOptions) throws {
    guard let set = graph.inputTypes.first else {
      throw TensorError.inputs(expected: [], got: [])
    }
    var parts = ReachableSet.Parts.bounds
    let types = [set] + graph.inputTypes
    let traced = try Trace.graph(types) { inputs in
      let image = try options.domain.image(
        of: graph, on: Box(lower: inputs[0], upper: inputs[1]), Array(inputs[2...]), options)
      parts = image.parts
      return image.values
    }
    plan = try Plan.cached(traced.graph)
    domain = options.domain.name
    self.parts = parts
  }

  func callAsFunction(
    lower: Tensor, upper: Tensor, _ captured: [Tensor]
  ) throws -> ReachableSet {
    ReachableSet(
      try plan([lower, upper] + captured).map { .tensor($0) }, parts, domain: domain)
  }
}
