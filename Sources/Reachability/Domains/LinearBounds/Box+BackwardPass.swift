import Regions
import Tensors

extension Box {
  /// Linear bounds by one backward pass from intervals of all that is nonlinear (Zhang et al. 2020, CROWN-IBP), as
  /// they come: `CrownIntervalDomain` takes the better of these and of intervals, element by element. The pass is
  /// recorded or computed in its dense form.
  public func backwardImage(_ function: (Value) throws -> Value) throws -> ReachableSet {
    let domain = CrownIntervalDomain()
    let (graph, captured) = try DrawnNumbers.refused {
      try Trace.graph([lower.type]) { [try function($0[0])] }
    }
    return try UnboundedOperation.named(domain) {
      let expanded = try graph.expanded()
      let analysis = try LinearAnalysis(
        expanded, Interval(lower: lower, upper: upper), captured, isRefined: false)
      let found = try analysis.refined(expanded.outputs[0])
      return ReachableSet(lower: found.lower, upper: found.upper, domain: domain.name)
    }
  }
}
