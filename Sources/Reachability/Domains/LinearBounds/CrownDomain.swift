import Regions
import Settings
import Tensors

/// Linear bounds, carried backward from the outputs and from all that enters a nonlinear function
/// (Zhang et al. 2018, CROWN).
public struct CrownDomain: AbstractDomain {
  public init() {}
  public static let about = About(
    "crown", "Linear bounds, backward, from linear bounds of all that is nonlinear.",
    source: "Zhang et al. 2018, CROWN")

  public var marginParts: [any AbstractDomain] { [self, IntervalDomain()] }

  public func image(
    of graph: Graph, on set: Box, _ captured: [Value], _ options: BoundOptions
  ) throws -> ReachableSet {
    // Rows and patches of a driver know which coefficients are 0 by the structure, and do not smooth them.
    if Trace.current == nil, options.smooth == 0, let lower = try set.lower.known,
      let upper = try set.upper.known
    {
      let driver = try prepared(graph, options)
      return try driver(lower: lower, upper: upper, captured.map { try $0.tensor() })
    }
    return try LinearBounds.image(of: graph, on: set, captured, options, isRefined: true)
  }

  public func prepared(_ graph: Graph, _ options: BoundOptions) throws -> any PreparedBounds {
    guard options.smooth == 0, let driver = try CrownDriver(graph, options) else {
      return try DenseBounds(graph, options)
    }
    return try IntervalsKept(driver, graph, options)
  }

  public func driven(_ graph: Graph, _ options: BoundOptions) throws -> (any PreparedBounds)? {
    try CrownDriver(graph, options, small: 0).map { try IntervalsKept($0, graph, options) }
  }
}

extension AbstractDomain where Self == CrownDomain {
  public static var crown: Self { Self() }
}

/// Linear bounds, carried backward once, where intervals bound all that enters a nonlinear function
/// (Zhang et al. 2020, CROWN-IBP).
public struct CrownIntervalDomain: AbstractDomain {
  public init() {}
  public static let about = About(
    "crown_interval", "Linear bounds, backward once, from intervals of all that is nonlinear.",
    source: "Zhang et al. 2020, CROWN-IBP")

  public var marginParts: [any AbstractDomain] { [self, IntervalDomain()] }

  public func image(
    of graph: Graph, on set: Box, _ captured: [Value], _ options: BoundOptions
  ) throws -> ReachableSet {
    try LinearBounds.image(of: graph, on: set, captured, options, isRefined: false)
  }
}

extension AbstractDomain where Self == CrownIntervalDomain {
  public static var crownInterval: Self { Self() }
}

/// The dense form of both.
enum LinearBounds {
  static func image(
    of graph: Graph, on set: Box, _ captured: [Value], _ options: BoundOptions,
    isRefined: Bool
  ) throws -> ReachableSet {
    let whole = graph
    let graph = try whole.expanded()
    let input = Interval(lower: set.lower, upper: set.upper, options)
    var output = try rough(graph, input, captured)
    let partition = graph.partition()
    // Behind one layer intervals are as good as linear bounds.
    if isRefined, !partition.stages.allSatisfy(partition.hasExactIntervals) {
      let analysis = try LinearAnalysis(graph, input, captured, isRefined: true)
      output = try output.met(with: analysis.refined(graph.outputs[0]))
    }
    let found = ReachableSet(lower: output.lower, upper: output.upper, domain: options.domain.name)
    return try whole.isExpanded
      ? found.met(with: IntervalDomain().image(of: whole, on: set, captured, options)) : found
  }

  /// What costs little: the interval, and one backward pass from intervals of all that is not linear. Passes from
  /// better bounds of these can end in wider ones, since lines are chosen by them.
  static func rough(
    _ graph: Graph, _ input: Interval, _ captured: [Value]
  ) throws -> Interval {
    try rough(LinearAnalysis(graph, input, captured, isRefined: false))
  }

  /// - Parameter analysis: not refined.
  static func rough(_ analysis: LinearAnalysis) throws -> Interval {
    let output = analysis.graph.outputs[0]
    return try analysis.interval(output).met(with: analysis.refined(output))
  }
}
