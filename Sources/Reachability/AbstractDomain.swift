import Regions
import Settings
import Tensors

/// How sets are carried through a graph: a domain with its settings. Each has a folder under `Domains`.
public protocol AbstractDomain: Defaulted, Hashable, Sendable {
  /// The dense form: one static graph that can be differentiated and compiled, for whatever the
  /// values are.
  /// - Parameters:
  ///   - graph: its first input is bounded by `set`, the others are `captured`.
  ///   - options: with this domain.
  func image(
    of graph: Graph, on set: Box, _ captured: [Value], _ options: BoundOptions
  ) throws -> ReachableSet

  /// What can be done once for a graph, to bound it many times on known values: a plan of the dense
  /// form, unless the domain has a driver of its own that looks at the values.
  func prepared(_ graph: Graph, _ options: BoundOptions) throws -> any PreparedBounds

  /// The same by the domain's driver, however small the problem; nil for domains without one, and for
  /// functions that it cannot do.
  func driven(_ graph: Graph, _ options: BoundOptions) throws -> (any PreparedBounds)?

  /// The domains by which the margins of classes are bounded; the best counts.
  var marginParts: [any AbstractDomain] { get }

  /// Whether differences of outputs are taken into the last layer before anything is bounded. Other domains
  /// keep what outputs have to do with one another.
  var mergesDifferences: Bool { get }

  /// Whether results are boxes and nothing else.
  var givesBoxes: Bool { get }

  /// How many rows of so many elements are bounded together where memory shall stay small.
  func rowsAtOnce(_ size: Int) -> Int
}

extension AbstractDomain {
  public var name: String { Self.about.name }

  /// Whether another domain is of the same kind and has the same settings.
  func equals(_ other: any AbstractDomain) -> Bool { (other as? Self) == self }

  public func prepared(_ graph: Graph, _ options: BoundOptions) throws -> any PreparedBounds {
    try DenseBounds(graph, options)
  }

  public func driven(_ graph: Graph, _ options: BoundOptions) throws -> (any PreparedBounds)? {
    nil
  }

  public var marginParts: [any AbstractDomain] { [self] }
  public var mergesDifferences: Bool { false }
  public var givesBoxes: Bool { true }

  /// Sets of most domains have about as many parts as inputs, of the inputs' size.
  public func rowsAtOnce(_ size: Int) -> Int {
    max(1, min(100, 8_000_000 / max(1, size * size)))
  }
}

/// The domains that can be chosen by name: one line for each folder.
public let abstractDomains: [any AbstractDomain.Type] =
  singleDomains + [IntersectionDomain.self]

/// Those of which an intersection consists.
let singleDomains: [any AbstractDomain.Type] = [
  IntervalDomain.self, ZonotopeDomain.self, CrownDomain.self, CrownIntervalDomain.self,
  AlphaCrownDomain.self,
]
