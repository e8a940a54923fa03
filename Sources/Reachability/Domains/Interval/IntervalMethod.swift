import Regions
import Tensors

/// Interval bound propagation.
enum IntervalMethod: BoundMethod {
  static func image(
    of graph: Graph, on set: Box, _ captured: [Value], _ options: BoundOptions
  ) throws -> ReachableSet {
    func fixed(_ value: Value) -> Interval {
      Interval(point: value, roundsOutward: options.isSound)
    }
    let input = Interval(lower: set.lower, upper: set.upper, roundsOutward: options.isSound)
    let output = try graph.bounded([input] + captured.map(fixed), fixed: fixed)[0].ends
    return ReachableSet(lower: output.lower, upper: output.upper, domain: .interval)
  }
}
