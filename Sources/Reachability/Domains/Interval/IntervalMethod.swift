import Tensors

/// Interval bound propagation.
enum IntervalMethod: BoundMethod {
  static func image(
    of graph: Graph, on set: InputSet, _ captured: [Value], _ options: BoundOptions
  ) throws -> ReachableSet {
    let inputs =
      [Interval(lower: set.lower, upper: set.upper, roundsOutward: options.isSound)]
      + captured.map(Interval.init(point:))
    let output = try graph.bounded(inputs)[0]
    return ReachableSet(lower: output.lower, upper: output.upper, domain: .interval)
  }
}
