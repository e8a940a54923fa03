import Tensors

/// Linear bounds on known values by their drivers, however small the problem.
package enum DrivenBounds {
  /// Nil for functions that mix rows, and for domains without a driver.
  package static func prepared(
    _ graph: Graph, _ options: BoundOptions
  ) throws -> (any PreparedBounds)? {
    let driver: (any PreparedBounds)? =
      switch options.domain {
      case .crown: try CrownDriver(graph, options, small: 0)
      case .alphaCrown: try AlphaCrownDriver(graph, options, small: 0)
      default: nil
      }
    return try driver.map { try IntervalsKept($0, graph, options) }
  }
}
