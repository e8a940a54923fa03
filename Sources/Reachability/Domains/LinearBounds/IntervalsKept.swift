import Tensors

/// Bounds of a graph that was written anew in operations that have lines, met with the intervals of the graph as it
/// was: those of the larger of two, for example, are narrower than those of what stands for it.
struct IntervalsKept: PreparedBounds {
  private let bounds: any PreparedBounds
  /// Nil where nothing was written anew.
  private let intervals: (any PreparedBounds)?

  init(_ bounds: any PreparedBounds, _ graph: Graph, _ options: BoundOptions) throws {
    self.bounds = bounds
    intervals = graph.isExpanded ? try DenseBounds(graph, options.with(IntervalDomain())) : nil
  }

  func callAsFunction(
    lower: Tensor, upper: Tensor, _ captured: [Tensor]
  ) throws -> ReachableSet {
    let found = try bounds(lower: lower, upper: upper, captured)
    guard let intervals else { return found }
    return try found.met(with: intervals(lower: lower, upper: upper, captured))
  }
}

extension ReachableSet {
  /// The common part of two boxes.
  /// - Parameter domain: that of this set unless given.
  func met(with other: ReachableSet, as domain: String? = nil) throws -> ReachableSet {
    let common = try Interval(lower: lower, upper: upper).met(
      with: Interval(lower: other.lower, upper: other.upper))
    return ReachableSet(lower: common.lower, upper: common.upper, domain: domain ?? self.domain)
  }
}
