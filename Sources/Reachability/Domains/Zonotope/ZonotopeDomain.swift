import Regions
import Settings
import Tensors

/// Affine images of a cube, forward (Singh et al. 2018, DeepZ).
public struct ZonotopeDomain: AbstractDomain {
  /// The line for an S-shaped activation.
  public var slope = Slope.minimax
  /// The number of generators beyond which a zonotope is reduced; nil for as many as there are.
  public var maxGenerators: Int?

  public init() {}
  public init(slope: Slope = .minimax, maxGenerators: Int? = nil) {
    self.slope = slope
    self.maxGenerators = maxGenerators
  }

  public static let about = About(
    "zonotope", "Affine images of a cube, forward.", source: "Singh et al. 2018, DeepZ")
  public static let settings: [Setting<ZonotopeDomain>] = [
    .choice(
      "slope", \.slope,
      "Lines of zonotopes for S-shaped activations: of the smallest error, or DeepZ's."),
    .integer(
      "max_generators", \.maxGenerators, 1...Int.max, rule: "as many as there are",
      "Zonotopes with more are reduced, to no fewer than a layer has elements."),
  ]

  public var givesBoxes: Bool { false }

  public func image(
    of graph: Graph, on set: Box, _ captured: [Value], _ options: BoundOptions
  ) throws -> ReachableSet {
    let isKnown = try set.lower.known != nil && set.upper.known != nil
    return try image(
      of: graph, on: set, captured,
      NoiseSource(self, options, isKnown: isKnown && Trace.current == nil))
  }

  private func image(
    of graph: Graph, on set: Box, _ captured: [Value], _ source: NoiseSource
  ) throws -> ReachableSet {
    let isBatched = set.lower.shape.rank > 1 && set.lower.shape[0] > 1
    let input = try Zonotope.box(set.lower, set.upper, isBatched: isBatched, source)
    // Points need to know where they belong only if their rounding counts.
    func fixed(_ value: Value) -> Zonotope {
      Zonotope(point: value, source.isSound ? source : nil)
    }
    let output = try graph.bounded([input] + captured.map(fixed), fixed: fixed)[0].floating()
      .absorbed()
    let hull = try output.hull.ends
    var found = ReachableSet(
      lower: hull.lower, upper: hull.upper, center: output.center,
      generators: try output.generators)
    found.isSmooth = source.smooth > 0
    return found
  }

  public func prepared(_ graph: Graph, _ options: BoundOptions) throws -> any PreparedBounds {
    let graph = try graph.decomposed()
    return ZonotopeDriver(graph: graph, domain: self, options: options)
  }
}

/// Zonotopes of known values: only elements with an error get a generator.
struct ZonotopeDriver: PreparedBounds {
  let graph: Graph
  let domain: ZonotopeDomain
  let options: BoundOptions

  func callAsFunction(
    lower: Tensor, upper: Tensor, _ captured: [Tensor]
  ) throws -> ReachableSet {
    try UnboundedOperation.named(domain) {
      try domain.image(
        of: graph, on: Box(lower: .tensor(lower), upper: .tensor(upper)),
        captured.map { .tensor($0) }, options)
    }
  }
}

extension AbstractDomain where Self == ZonotopeDomain {
  public static var zonotope: Self { Self() }
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
