import Tensors

extension Interval {
  /// Products of matrices, by center c and radius r: |AB - cA cB| <= |cA| rB + rA |cB| + rA rB.
  /// With one factor fixed this is exact for every single output: W c and |W| r.
  /// - Parameter smooth: by what |c| is smoothed.
  static func centeredProduct(
    _ primitive: any Primitive, _ inputs: [Interval], _ smooth: Double
  ) throws -> Interval {
    let (a, b) = (inputs[0], inputs[1])
    if let (center, radius) = try oneRadius(primitive, inputs, smooth) {
      return Interval(lower: try center - radius, upper: try center + radius)
    }
    let center = try apply(primitive, [a.center, b.center])
    var radius: Value?
    func add(_ left: Value, _ right: Value) throws {
      let term = try apply(primitive, [left, right])
      radius = try radius.map { try $0 + term } ?? term
    }
    if b.point == nil { try add(a.center.magnitude(smooth: smooth), b.radius) }
    if a.point == nil { try add(a.radius, b.center.magnitude(smooth: smooth)) }
    if a.point == nil, b.point == nil { try add(a.radius, b.radius) }
    return Interval(lower: try center - radius!, upper: try center + radius!)
  }

  /// Products of single numbers: the extremes are at the corners. Those with a fixed factor c can be smoothed, as a
  /// center and |c| times a radius.
  static func cornerProduct(
    _ primitive: any Primitive, _ inputs: [Interval], _ smooth: Double
  ) throws -> Interval {
    let (a, b) = (inputs[0], inputs[1])
    if smooth > 0, a.point != nil || b.point != nil {
      return try centeredProduct(primitive, inputs, smooth)
    }
    if a.point != nil || b.point != nil {
      let (set, factor) = a.point == nil ? (a, b.lower) : (b, a.lower)
      let ends = (
        try apply(primitive, [set.lower, factor]), try apply(primitive, [set.upper, factor])
      )
      return Interval(lower: try ends.0.minimum(ends.1), upper: try ends.0.maximum(ends.1))
    }
    let corners = try [
      (a.lower, b.lower), (a.lower, b.upper), (a.upper, b.lower), (a.upper, b.upper),
    ]
    .map { try apply(primitive, [$0.0, $0.1]) }
    return Interval(
      lower: try corners[1...].reduce(corners[0]) { try $0.minimum($1) },
      upper: try corners[1...].reduce(corners[0]) { try $0.maximum($1) })
  }

  /// Quotients of single numbers: the extremes are at the corners, unless the divisor may be zero.
  static func quotient(_ primitive: any Primitive, _ inputs: [Interval]) throws -> Interval {
    let (a, b) = (inputs[0], inputs[1])
    let corners = try [
      (a.lower, b.lower), (a.lower, b.upper), (a.upper, b.lower), (a.upper, b.upper),
    ].map { try apply(primitive, [$0.0, $0.1]) }
    let lower = try corners[1...].reduce(corners[0]) { try $0.minimum($1) }
    let upper = try corners[1...].reduce(corners[0]) { try $0.maximum($1) }
    let oneSided = try (b.lower.sign() * b.upper.sign()).greater(than: 0)
    return Interval(
      lower: try oneSided.select(lower, lower.filled(-.infinity)),
      upper: try oneSided.select(upper, upper.filled(.infinity)))
  }
}
