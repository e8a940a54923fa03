import Tensors

extension Zonotope {
  /// log sum exp: the plane that touches it at the middle, and half of what it is above that at most as an error.
  static func logSumExp(
    _ primitive: any Primitive, _ input: Zonotope, _ range: Range<Int>, _ isBatched: Bool,
    _ source: NoiseSource
  ) throws -> Zonotope {
    let (slopes, rest) = try planes(input, input.hull, range, isBatched, source)
    let type = try primitive.type(of: [input.center.type])
    return try interpreted([input, slopes, rest]) { parts in
      let sum = try (parts[0] * parts[1]).sum(Array(range), keep: true)
      return try (sum + parts[2]).reshaped(to: type.shape)
    }
  }

  /// Shares of exponentials, or their logarithms x - log sum exp x. What the set would hold that no share can be is cut off:
  /// there it is the box of the shares.
  static func softmax(
    _ primitive: any Primitive, _ shares: Traits.Shares, _ input: Zonotope, _ isBatched: Bool,
    _ source: NoiseSource
  ) throws -> Zonotope {
    let hull = try input.hull
    let logarithms = try logarithms(input, hull, shares, isBatched, source)
    let bounds = try Interval.image(of: primitive, [hull])
    guard !shares.areLogarithms else { return try logarithms.kept(in: bounds, isBatched, below: 0) }
    // The exponential of what both know of the logarithms.
    let own = try Interval.softmax(
      Traits.Shares(range: shares.range, areLogarithms: true), hull)
    let wide =
      source.isSound
      ? try Interval(lower: own.lower, upper: own.upper)
        .widened(Traits.Shares(range: shares.range, areLogarithms: true), hull) : own
    let found = try logarithms.relaxed(
      Band(
        .convex, exponential, wide.met(with: logarithms.hull), source.domain.slope,
        smooth: source.smooth))
    return try found.kept(in: bounds, isBatched, above: 0, below: 1)
  }

  /// The logarithms of shares, x - log sum exp x.
  private static func logarithms(
    _ input: Zonotope, _ hull: Interval, _ shares: Traits.Shares, _ isBatched: Bool,
    _ source: NoiseSource
  ) throws -> Zonotope {
    let shape = input.center.shape
    let (slopes, rest) = try planes(input, hull, shares.range, isBatched, source)
    return try interpreted([input, slopes, rest]) { parts in
      let sum = try (parts[0] * parts[1]).sum(Array(shares.range), keep: true)
      return try parts[0] - (sum + parts[2]).expanded(to: shape)
    }
  }

  /// Slopes of the plane below log sum exp, and what is left: its offset and the error.
  private static func planes(
    _ input: Zonotope, _ hull: Interval, _ range: Range<Int>, _ isBatched: Bool,
    _ source: NoiseSource
  ) throws -> (slopes: Zonotope, rest: Zonotope) {
    let planes = try LogSumExpPlanes(hull, range)
    var (low, gap) = (planes.lower.offset, try planes.gap(hull, range))
    if source.isSound {
      let length = hull.lower.shape.count(range)
      let slack = try planes.size * low.dtype.error(8 * length + 128)
      (low, gap) = (try low - slack, try gap + slack * 2)
    }
    return (
      Zonotope(point: planes.lower.slope, source),
      try box(low, low + gap, isBatched: isBatched, source)
    )
  }

  /// A function of sets, by the rules of what it is composed of.
  private static func interpreted(
    _ inputs: [Zonotope], _ function: ([Value]) throws -> Value
  ) throws -> Zonotope {
    try Trace.graph(inputs.map(\.center.type)) { [try function($0)] }.graph.bounded(inputs)[0]
  }
}
