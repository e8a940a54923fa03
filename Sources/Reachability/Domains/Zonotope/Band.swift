import Tensors

/// A band around a function of one number on [l, u]: |f(x) - (slope x + offset)| <= error.
struct Band {
  let slope: Value
  let offset: Value
  let error: Value

  /// The band for a function of which it is known how it bends.
  ///
  /// Any slope is sound: of g = f - slope x the extremes are at the ends and where f' is the slope.
  /// - Parameter smooth: by what absolute values are smoothed; where it is not zero, the slope has derivatives too where
  ///   both ends are as far from an inflection.
  init(
    _ curve: Traits.Curve, _ function: any Touchable, _ bounds: Interval, _ rule: Slope,
    smooth: Double
  ) throws {
    if case .basin = curve {
      self = try Band.basin(function, bounds)
      return
    }
    var bounds = bounds
    if case .root = curve { bounds = try bounds.notNegative }
    let (l, u) = (bounds.lower, bounds.upper)
    func f(_ x: Value) throws -> Value { try apply(function, [x]) }
    let (low, high) = (try f(l), try f(u))
    let slope: Value
    switch curve {
    case .sShaped:
      slope =
        switch rule {
        case .deepZ: try Band.smallestDerivative(function, (l, low), (u, high), bounds, smooth)
        case .minimax: try Band.alternating(function, (l, low), (u, high), bounds, smooth)
        }
    case .convex, .concave, .root, .rectifier, .absolute, .valley, .basin, .pole:
      slope = try Band.chord((l, low), (u, high))
    }
    let touch = try function.touching(slope: slope)
    var inner = [touch]
    switch curve {
    case .sShaped, .pole: inner.append(try -touch)
    case .convex, .concave, .root, .rectifier, .absolute, .valley, .basin: break
    }
    let gaps = try Band.gaps(function, slope, at: inner, bounds)
    let band = try Band(slope, [low - slope * l, high - slope * u] + gaps)
    guard case .pole = curve else {
      self = band
      return
    }
    // Unbounded where the pole is inside.
    let isOneSided = try (l.sign() * u.sign()).greater(than: 0)
    self.init(
      slope: slope, offset: band.offset,
      error: try isOneSided.select(band.error, band.error.filled(.nan)))
  }

  /// What g is at points where f' is the slope, or at the ends where those are outside.
  static func gaps(
    _ function: any Touchable, _ slope: Value, at points: [Value], _ bounds: Interval
  ) throws -> [Value] {
    let (l, u) = (bounds.lower, bounds.upper)
    return try points.map { point in
      let (isAbove, isBelow) = (
        try point.greaterOrEqual(to: u), try point.lessOrEqual(to: l)
      )
      let isInner = try (isAbove + isBelow).equals(l.filled(0))
      let place = try isAbove.select(u, isBelow.select(l, point.stopGradient()))
      // The point of contact moves with the slope, but g is stationary there: by the envelope theorem its first
      // derivative does not count. The second is minus that of the point by the slope.
      let moving = try isInner.select(point, l.filled(0))
      let bend = try (slope - slope.stopGradient()) * (moving - moving.stopGradient())
      let primitive: any Primitive = function
      return try apply(primitive, [place]) - slope * place - bend * 0.5
    }
  }

  init(slope: Value, offset: Value, error: Value) {
    self.slope = slope
    self.offset = offset
    self.error = error
  }

  /// - Parameter candidates: points at which g may have its extremes, with the values of f.
  private init(_ slope: Value, _ candidates: [(x: Value, y: Value)]) throws {
    try self.init(slope, candidates.map { try $0.y - slope * $0.x })
  }

  /// - Parameter gaps: what g is where it may have its extremes.
  init(_ slope: Value, _ gaps: [Value]) throws {
    let largest = try gaps[1...].reduce(gaps[0]) { try $0.maximum($1) }
    let smallest = try gaps[1...].reduce(gaps[0]) { try $0.minimum($1) }
    self.init(
      slope: slope, offset: try (largest + smallest) * 0.5,
      error: try (largest - smallest) * 0.5)
  }

  /// A function that is constant outside [low, high]. The best band touches three of the points
  /// l, low, high, u; it is the better of two.
  init(_ clamp: any Primitive, _ low: Double, _ high: Double, _ bounds: Interval) throws {
    let (l, u) = (bounds.lower, bounds.upper)
    func point(_ x: Value) throws -> (Value, Value) { (x, try apply(clamp, [x])) }
    let ends = (try point(l), try point(u))
    let first = try point(l.filled(low).maximum(l).minimum(u))
    let second = try point(l.filled(high).maximum(l).minimum(u))
    let candidates = [ends.0, ends.1, first, second]
    let a = try Band(Band.chord(first, ends.1), candidates)
    let b = try Band(Band.chord(ends.0, second), candidates)
    let isFirst = try a.error.lessOrEqual(to: b.error)
    self.init(
      slope: try isFirst.select(a.slope, b.slope), offset: try isFirst.select(a.offset, b.offset),
      error: try isFirst.select(a.error, b.error))
  }

  /// The slope of the line through two points; zero where they are one. For convex and concave
  /// functions on the interval between them it gives the narrowest band.
  static func chord(
    _ a: (x: Value, y: Value), _ b: (x: Value, y: Value)
  ) throws -> Value {
    let width = try b.x - a.x
    let isPoint = try width.lessOrEqual(to: width.filled(0))
    let slope = try (b.y - a.y) / isPoint.select(width.filled(1), width)
    return try isPoint.select(slope.filled(0), slope)
  }

  /// The narrowest band around an S-shaped function: its error alternates at three points, of which one
  /// is the end farther from the inflection and the next the point where the line through that end touches
  /// the other branch, or the other end where that comes first (Chebyshev).
  private static func alternating(
    _ function: any Touchable, _ a: (x: Value, y: Value), _ b: (x: Value, y: Value),
    _ bounds: Interval, _ smooth: Double
  ) throws -> Value {
    let isRight = try (a.x + b.x).greater(than: 0)
    let far =
      smooth > 0
      ? try b.x.smoothMaximum(-a.x, reach: bounds.reach(smooth: smooth))
      : try isRight.select(b.x, -a.x)
    guard let touch = try function.tangentPoint(from: far) else { return try chord(a, b) }
    // On the left everything is mirrored.
    let left = try touch.maximum(a.x)
    let right = try (-touch).minimum(b.x)
    func point(_ x: Value) throws -> (x: Value, y: Value) { (x, try apply(function, [x])) }
    let ends = smooth > 0 ? (try point(-far), try point(far)) : (a, b)
    let slopes = (try chord(point(left), ends.1), try chord(ends.0, point(right)))
    return try isRight.select(slopes.0, slopes.1)
  }

  /// The slope of DeepZ: f minus the line is monotone.
  private static func smallestDerivative(
    _ function: any Touchable, _ a: (x: Value, y: Value), _ b: (x: Value, y: Value),
    _ bounds: Interval, _ smooth: Double
  ) throws -> Value {
    if smooth > 0 {
      // The derivative falls with the distance from the inflection, on both sides alike.
      let primitive: any Primitive = function
      let far = try b.x.smoothMaximum(-a.x, reach: bounds.reach(smooth: smooth))
      return try function.derivative(far, apply(primitive, [far])) ?? chord(a, b)
    }
    guard let left = try function.derivative(a.x, a.y),
      let right = try function.derivative(b.x, b.y)
    else { return try chord(a, b) }
    return try left.minimum(right)
  }
}
