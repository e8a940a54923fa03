import Tensors

extension Interval {
  /// x^y. Of bases that are not negative the corners of both sets give the bounds, since the power goes one
  /// way with each of the two while the other is fixed. Negative bases have powers that are whole numbers
  /// only: one number for all elements, which is known.
  static func power(_ primitive: any Primitive, _ inputs: [Interval]) throws -> Interval {
    let (x, y) = (inputs[0], inputs[1])
    if let exponent = try y.point?.known?.doubles, let first = exponent.first,
      exponent.allSatisfy({ $0 == first }), first == first.rounded(), abs(first) < 0x1p24
    {
      return try whole(Int(first), x) { try apply(primitive, [$0, y.lower]) }
    }
    // A negative zero would have its pole on the other side.
    let (low, high) = (try x.lower.abs(), try x.upper.abs())
    let corners = try [(low, y.lower), (low, y.upper), (high, y.lower), (high, y.upper)]
      .map { try apply(primitive, [$0, $1]) }
    let smallest = try corners[1...].reduce(corners[0]) { try $0.minimum($1) }
    let largest = try corners[1...].reduce(corners[0]) { try $0.maximum($1) }
    // Elsewhere the power need not be real, and nothing is known of it.
    let isReal = try x.lower.greaterOrEqual(to: x.lower.filled(0))
    return Interval(
      lower: try isReal.select(smallest, smallest.filled(-.infinity)),
      upper: try isReal.select(largest, largest.filled(.infinity)))
  }

  /// The power with a whole exponent, on the set of bases.
  private static func whole(
    _ exponent: Int, _ x: Interval, _ f: (Value) throws -> Value
  ) throws -> Interval {
    let ends = (try f(x.lower), try f(x.upper))
    let (smaller, larger) = (try ends.0.minimum(ends.1), try ends.0.maximum(ends.1))
    let isOneSided = try (x.lower.sign() * x.upper.sign()).greater(than: 0)
    switch (exponent >= 0, exponent % 2 == 0) {
    case (true, true):
      // Nothing is below the power of the base that is nearest to zero.
      let nearest = try x.lower.maximum(x.upper.minimum(0))
      return Interval(lower: try f(nearest), upper: larger)
    case (true, false): return Interval(lower: ends.0, upper: ends.1)
    case (false, true):
      return Interval(
        lower: smaller, upper: try isOneSided.select(larger, larger.filled(.infinity)))
    case (false, false):
      return Interval(
        lower: try isOneSided.select(smaller, smaller.filled(-.infinity)),
        upper: try isOneSided.select(larger, larger.filled(.infinity)))
    }
  }
}
