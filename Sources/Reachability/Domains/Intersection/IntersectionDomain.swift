import Regions
import Settings
import Tensors

/// The common part of the boxes of several domains: as narrow as the narrowest, element by element.
public struct IntersectionDomain: AbstractDomain {
  public var parts: [any AbstractDomain] = [IntervalDomain(), ZonotopeDomain(), CrownDomain()]

  public init() {}
  public init(of parts: [any AbstractDomain]) { self.parts = parts }

  public static let about = About("intersection", "The common part of several domains.")
  public static let settings: [Setting<IntersectionDomain>] = [
    .variants("of", \.parts, of: singleDomains, "The domains of an intersection.")
  ]

  public func validate() throws {
    if parts.isEmpty { throw SettingError(name, .together("option 'of' names no domain")) }
  }

  public var marginParts: [any AbstractDomain] { parts }

  public static func == (a: IntersectionDomain, b: IntersectionDomain) -> Bool {
    a.parts.count == b.parts.count && zip(a.parts, b.parts).allSatisfy { $0.equals($1) }
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(parts.map { AnyHashable($0) }) }

  public func image(
    of graph: Graph, on set: Box, _ captured: [Value], _ options: BoundOptions
  ) throws -> ReachableSet {
    try parts.reduce(nil as ReachableSet?) { found, domain in
      let next = try set.image(of: graph, captured, options.with(domain))
      return try found.map { try $0.met(with: next, as: IntersectionDomain.about.name) } ?? next
    } ?? IntervalDomain().image(of: graph, on: set, captured, options)
  }

  public func prepared(_ graph: Graph, _ options: BoundOptions) throws -> any PreparedBounds {
    PreparedIntersection(
      parts: try parts.map { try $0.prepared(graph, options.with($0)) })
  }
}

extension AbstractDomain where Self == IntersectionDomain {
  public static var intersection: Self { Self() }
}

private struct PreparedIntersection: PreparedBounds {
  let parts: [any PreparedBounds]

  func callAsFunction(
    lower: Tensor, upper: Tensor, _ captured: [Tensor]
  ) throws -> ReachableSet {
    let found = try parts.map { try $0(lower: lower, upper: upper, captured) }
    return try found[1...].reduce(found[0]) {
      try $0.met(with: $1, as: IntersectionDomain.about.name)
    }
  }
}
