import Regions
import Tensors

/// The common part of the boxes of several domains: as narrow as the narrowest, element by element.
enum IntersectionMethod: BoundMethod {
  static func image(
    of graph: Graph, on set: Box, _ captured: [Value], _ options: BoundOptions
  ) throws -> ReachableSet {
    try options.parts.reduce(nil as ReachableSet?) { found, domain in
      let next = try set.image(of: graph, captured, options.with(domain))
      return try found.map { try $0.met(with: next, as: .intersection) } ?? next
    } ?? IntervalMethod.image(of: graph, on: set, captured, options)
  }

  static func prepared(_ graph: Graph, _ options: BoundOptions) throws -> any PreparedBounds {
    PreparedIntersection(
      parts: try options.parts.map { domain in
        guard let method = domain.method else { throw UnavailableDomain(domain: domain) }
        return try method.prepared(graph, options.with(domain))
      })
  }
}

private struct PreparedIntersection: PreparedBounds {
  let parts: [any PreparedBounds]

  func callAsFunction(
    lower: Tensor, upper: Tensor, _ captured: [Tensor]
  ) throws -> ReachableSet {
    let found = try parts.map { try $0(lower: lower, upper: upper, captured) }
    return try found[1...].reduce(found[0]) { try $0.met(with: $1, as: .intersection) }
  }
}
