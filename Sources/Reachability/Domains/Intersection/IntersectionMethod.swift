import Tensors

/// The common part of the boxes of several domains: as narrow as the narrowest, element by element.
enum IntersectionMethod: BoundMethod {
  static func image(
    of graph: Graph, on set: InputSet, _ captured: [Value], _ options: BoundOptions
  ) throws -> ReachableSet {
    try options.parts.reduce(nil as ReachableSet?) { found, domain in
      var part = options
      part.domain = domain
      let next = try set.image(of: graph, captured, part)
      return try found.map { try $0.intersected(with: next) } ?? next
    } ?? IntervalMethod.image(of: graph, on: set, captured, options)
  }

  static func prepared(_ graph: Graph, _ options: BoundOptions) throws -> any PreparedBounds {
    PreparedIntersection(
      parts: try options.parts.map { domain in
        var part = options
        part.domain = domain
        guard let method = domain.method else { throw UnavailableDomain(domain: domain) }
        return try method.prepared(graph, part)
      })
  }
}

private struct PreparedIntersection: PreparedBounds {
  let parts: [any PreparedBounds]

  func callAsFunction(
    lower: Tensor, upper: Tensor, _ captured: [Tensor]
  ) throws -> ReachableSet {
    let found = try parts.map { try $0(lower: lower, upper: upper, captured) }
    return try found[1...].reduce(found[0]) { try $0.intersected(with: $1) }
  }
}

extension ReachableSet {
  fileprivate func intersected(with other: ReachableSet) throws -> ReachableSet {
    let common = try Interval(lower: lower, upper: upper).met(
      with: Interval(lower: other.lower, upper: other.upper))
    return ReachableSet(lower: common.lower, upper: common.upper, domain: .intersection)
  }
}
