import Regions
import Tensors

/// Zonotopes (Singh et al. 2018), with slopes of smallest error.
enum ZonotopeMethod: BoundMethod {
  static func image(
    of graph: Graph, on set: Box, _ captured: [Value], _ options: BoundOptions
  ) throws -> ReachableSet {
    let isKnown = try set.lower.known != nil && set.upper.known != nil
    return try image(
      of: graph, on: set, captured, NoiseSource(options, isDriven: isKnown && Trace.current == nil))
  }

  private static func image(
    of graph: Graph, on set: Box, _ captured: [Value], _ source: NoiseSource
  ) throws -> ReachableSet {
    let isBatched = set.lower.shape.rank > 1 && set.lower.shape[0] > 1
    let input = try Zonotope.box(set.lower, set.upper, isBatched: isBatched, source)
    // Points need to know where they belong only if their rounding counts.
    func fixed(_ value: Value) -> Zonotope {
      Zonotope(point: value, source.options.isSound ? source : nil)
    }
    let output = try graph.bounded([input] + captured.map(fixed), fixed: fixed)[0].floating()
      .absorbed()
    let hull = try output.hull.ends
    return ReachableSet(
      lower: hull.lower, upper: hull.upper, center: output.center,
      generators: try output.generators)
  }

  static func prepared(_ graph: Graph, _ options: BoundOptions) throws -> any PreparedBounds {
    let graph = try graph.decomposed()
    return ZonotopeDriver(graph: graph, options: options)
  }
}

/// Zonotopes of known values: only elements with an error get a generator.
struct ZonotopeDriver: PreparedBounds {
  let graph: Graph
  let options: BoundOptions

  func callAsFunction(
    lower: Tensor, upper: Tensor, _ captured: [Tensor]
  ) throws -> ReachableSet {
    try UnboundedOperation.named(.zonotope) {
      try ZonotopeMethod.image(
        of: graph, on: Box(lower: .tensor(lower), upper: .tensor(upper)),
        captured.map { .tensor($0) }, options)
    }
  }
}

extension Zonotope {
  /// All generators, [rows, generators, …].
  var generators: Value {
    get throws {
      let shape = center.shape
      guard !terms.isEmpty else {
        return try Value.tensor(
          .full(
            0, shape: Shape(shape.rank == 0 ? [0] : [shape[0], 0] + shape.dimensions.dropFirst()),
            dtype: center.dtype))
      }
      let all = try Value.concatenated(
        terms.map { try $0.dense(isBatched: isBatched) }, dimension: 0)
      return shape.rank == 0 ? all : try all.transposed(0, 1)
    }
  }
}
