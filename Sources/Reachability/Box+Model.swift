import Regions
import Tensors

extension Box {
  /// What was prepared for models, by their structures.
  private static let known = StructureCache<BoundOptions, any PreparedBounds>()

  /// An over-approximation of the outputs of a model on the set. On known values it is computed by what was
  /// prepared before for a model of the same structure, whatever its parameters were; inside a trace it is
  /// recorded.
  public func image(
    of model: Model, _ options: BoundOptions = BoundOptions()
  ) throws -> ReachableSet {
    guard Trace.current == nil, let lower = try lower.known, let upper = try upper.known else {
      return try image({ try model($0) }, options)
    }
    let (traced, types) = try SoundPrecision.traced(model, lower.type, options)
    let bounds = try Box.known(traced.structure, options, types) {
      try Box.prepared(traced.graph, types, options)
    }
    return try bounds(lower: lower, upper: upper, traced.captured).knowing { try model(center) }
  }
}
