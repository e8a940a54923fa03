import Regions
import Settings
import Tensors

/// Boxes, forward: interval bound propagation (Gowal et al. 2018).
public struct IntervalDomain: AbstractDomain {
  public init() {}
  public static let about = About(
    "interval", "Boxes, forward.", source: "Gowal et al. 2018, interval bound propagation")

  public var mergesDifferences: Bool { true }
  public func rowsAtOnce(_ size: Int) -> Int { 512 }

  public func image(
    of graph: Graph, on set: Box, _ captured: [Value], _ options: BoundOptions
  ) throws -> ReachableSet {
    func fixed(_ value: Value) -> Interval {
      Interval(point: value, roundsOutward: options.isSound)
    }
    let input = Interval(set, options)
    let output = try graph.bounded([input] + captured.map(fixed), fixed: fixed)[0].ends
    return ReachableSet(lower: output.lower, upper: output.upper)
  }
}

extension AbstractDomain where Self == IntervalDomain {
  public static var interval: Self { Self() }
}
