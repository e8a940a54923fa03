import Tensors

extension Interval {
  /// The largest absolute value.
  var magnitude: Value {
    get throws { try point?.abs() ?? lower.abs().maximum(upper.abs()) }
  }

  /// How far the ends are from a point between them, rounded up; zero where they are that point.
  func reach(around point: Value) throws -> Value {
    let reach = try (upper - point).maximum(point - lower)
    let isWide = try reach.differs(from: reach.filled(0))
    return try reach * (1 + reach.dtype.error(1)) + isWide * reach.dtype.smallestNormal
  }

  /// The set and all that is within a distance, rounded outward; the same where that is zero.
  func widened(by distance: Value) throws -> Interval {
    let isWide = try distance.differs(from: distance.filled(0))
    let wider = try distance * (1 + distance.dtype.error(1)) + distance.dtype.smallestNormal
    func end(_ bound: Value) throws -> Value { try isWide * bound.abs() * bound.dtype.error(1) }
    return Interval(
      lower: try lower - isWide.select(wider, distance) - end(lower),
      upper: try upper + isWide.select(wider, distance) + end(upper),
      roundsOutward: roundsOutward)
  }

  /// The computed image of `inputs`, widened by all that rounding may have done in computing it.
  func widened(_ primitive: any Primitive, _ inputs: [Interval]) throws -> Interval {
    if let shares = primitive.traits.shares { return try widened(shares, inputs[0]) }
    let error: (lower: Value, upper: Value)
    let unit = 2 * lower.dtype.unitRoundoff
    switch primitive.rounding(inputs.map(\.lower.type)) {
    case .none where !primitive.traits.isInexact:
      return Interval(lower: lower, upper: upper, roundsOutward: true)
    case .none:
      error = (try lower.abs() * unit, try upper.abs() * unit)
    case .result(let units):
      error = (try lower.abs() * (units * unit), try upper.abs() * (units * unit))
    case .sum(let terms):
      let all = try apply(primitive, inputs.map { try $0.magnitude }) * lower.dtype.error(terms)
      error = (all, all)
    }
    // What is lost by underflow.
    let tiny = lower.dtype.smallestNormal
    return Interval(
      lower: try lower - (error.lower + tiny), upper: try upper + (error.upper + tiny),
      roundsOutward: true)
  }
}

extension DType {
  /// A bound of the relative error of a sum of products by center and radius, of so many terms each.
  func error(_ terms: Int) -> Double {
    let roundings = (2 * Double(terms) + 16) * unitRoundoff
    return roundings < 0.25 ? 1.1 * roundings / (1 - roundings) : .infinity
  }
}
