import Regions
import Tensors

extension Box {
  /// An over-approximation of the outputs of `function` on the set. The function is traced, its
  /// graph interpreted in the domain; it may be a network or any other function of one tensor.
  ///
  /// Inside a trace the bounds are recorded, and can be differentiated and compiled. Otherwise the
  /// domain may look at values to save work.
  public func image(
    _ function: (Value) throws -> Value, _ options: BoundOptions = BoundOptions()
  ) throws -> ReachableSet {
    let (graph, captured) = try SoundPrecision.traced([lower.type], options) {
      try function($0[0])
    }
    return try image(of: graph, captured, options)
  }

  /// - Parameters:
  ///   - graph: a function of the set's elements and of `captured`; sound bounds of sets in single precision
  ///     may be those of a function in double precision.
  public func image(
    of graph: Graph, _ captured: [Value], _ options: BoundOptions
  ) throws -> ReachableSet {
    let options = options.forSets(of: lower.shape)
    let isSingle = graph.isSinglePrecision || lower.dtype == .float32
    return try UnboundedOperation.named(options.domain) {
      options.isSound && isSingle
        ? try soundImage(
          of: graph, captured, options,
          SoundPrecision.result(graph, [lower.type] + captured.map(\.type)))
        : try options.domain.image(of: graph, on: self, captured, options)
    }.knowing {
      let inputs = try zip([center] + captured, graph.inputTypes).map { try $0.cast(to: $1.dtype) }
      return try graph(inputs)[0]
    }
  }

  /// Bounds of a function, to be computed many times.
  /// - Parameter types: of the set's elements and of what else the function depends on.
  public static func prepared(
    _ types: [TensorType], _ options: BoundOptions, _ function: ([Value]) throws -> Value
  ) throws -> any PreparedBounds {
    let (graph, captured) = try SoundPrecision.traced(types, options, function)
    guard captured.isEmpty else { throw TensorError.foreignTrace }
    return try prepared(graph, types, options)
  }

  /// - Parameters:
  ///   - graph: a function of the set's elements and of what else it depends on.
  ///   - types: of what the bounds are called with; sound bounds in single precision may be those of a function
  ///     in double precision.
  public static func prepared(
    _ graph: Graph, _ types: [TensorType], _ options: BoundOptions
  ) throws -> any PreparedBounds {
    let options = options.forSets(of: types[0].shape)
    let isSingle = graph.isSinglePrecision || types.contains { $0.dtype == .float32 }
    return try UnboundedOperation.named(options.domain) {
      options.isSound && isSingle
        ? try SoundPrecision(graph.inDoublePrecision(), SoundPrecision.result(graph, types)) {
          try options.domain.prepared($0, options)
        } : try options.domain.prepared(graph, options)
    }
  }
}
