import Tensors

extension Interval {
  /// A cosine that is shifted: the ends give the bounds, and one where a crest or a trough lies between.
  ///
  /// No floor is needed: f(center) is the cosine of how far the nearest crest is, so a crest is inside if
  /// that is no less than cos(radius), and a trough if its negative is not.
  static func wave(_ primitive: any Primitive, _ x: Interval) throws -> Interval {
    func f(_ x: Value) throws -> Value { try apply(primitive, [x]) }
    let (center, radius) = (try x.center, try x.radius)
    let middle = try f(center)
    let reach = try radius.cos()
    // Center and radius are rounded; with the slack a crest is taken in too many rather than in too few.
    let slack = try (center.abs() + radius + 8) * (8 * center.dtype.unitRoundoff)
    let all = try radius.greaterOrEqual(to: radius.filled(.pi))
    let crest = try all.maximum((middle + slack).greaterOrEqual(to: reach))
    let trough = try all.maximum((slack - middle).greaterOrEqual(to: reach))
    let ends = (try f(x.lower), try f(x.upper))
    return Interval(
      lower: try trough.select(middle.filled(-1), ends.0.minimum(ends.1)),
      upper: try crest.select(middle.filled(1), ends.0.maximum(ends.1)))
  }
}
