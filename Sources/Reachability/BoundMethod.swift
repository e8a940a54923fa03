import Regions
import Tensors

/// One way to bound the outputs of graphs: what a domain consists of.
protocol BoundMethod {
  /// The dense form: one static graph that can be differentiated and compiled, for whatever the
  /// values are.
  /// - Parameters:
  ///   - graph: its first input is bounded by `set`, the others are `captured`.
  static func image(
    of graph: Graph, on set: Box, _ captured: [Value], _ options: BoundOptions
  ) throws -> ReachableSet

  /// What can be done once for a graph, to bound it many times on known values: a plan of the dense
  /// form, unless the domain has a driver of its own that looks at the values.
  static func prepared(_ graph: Graph, _ options: BoundOptions) throws -> any PreparedBounds
}

extension BoundMethod {
  static func prepared(_ graph: Graph, _ options: BoundOptions) throws -> any PreparedBounds {
    try DenseBounds(graph, options)
  }
}

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
  private let domain: Domain
  private let parts: ReachableSet.Parts

  init(_ graph: Graph, _ options: BoundOptions) throws {
    guard let method = options.domain.method, let set = graph.inputTypes.first else {
      throw UnavailableDomain(domain: options.domain)
    }
    var parts = ReachableSet.Parts.bounds
    let types = [set] + graph.inputTypes
    let traced = try Trace.graph(types) { inputs in
      let image = try method.image(
        of: graph, on: Box(lower: inputs[0], upper: inputs[1]), Array(inputs[2...]), options)
      parts = image.parts
      return image.values
    }
    plan = try Plan.cached(traced.graph)
    domain = options.domain
    self.parts = parts
  }

  func callAsFunction(
    lower: Tensor, upper: Tensor, _ captured: [Tensor]
  ) throws -> ReachableSet {
    ReachableSet(
      try plan([lower, upper] + captured).map { .tensor($0) }, parts, domain: domain)
  }
}

/// A domain without a method.
public struct UnavailableDomain: Error, Equatable, CustomStringConvertible {
  public let domain: Domain
  public var description: String {
    let names = Domain.available.map { "'\($0.rawValue)'" }.joined(separator: ", ")
    return "there is no domain '\(domain.rawValue)'; there are \(names)"
  }
}
