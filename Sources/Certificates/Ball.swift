import Reachability
import Tensors

/// Every element within a radius of a center: midpoint-radius arithmetic (Rump, BIT 39, 1999), as a domain that is carried
/// through graphs. Of thin sets it is hardly wider than bounds by their ends, and three products of matrices do the work of
/// eight.
///
/// A radius holds what the element varies by, and what rounding has done to the center. Radii are sums of products of numbers
/// that are not negative, and of terms that are rounded up; that they are rounded themselves changes them by a small part,
/// which `widened` makes up for once.
package struct Ball: ForwardDomain {
  package let center: Value
  /// Nil where the element is known exactly.
  package let radius: Value?
  /// What it is a reshaped or repeated copy of: what is computed of each element is computed there.
  private var origin: (primitive: any Primitive, source: [Ball])?

  package init(point: Value) { self.init(center: point, radius: nil) }

  package init(center: Value, radius: Value?) {
    self.center = center
    self.radius = radius
  }

  /// A function of each element's center and radius.
  private func map(_ function: (_ center: Value, _ radius: Value?) throws -> Value) throws -> Value
  {
    guard let origin else { return try function(center, radius) }
    return try apply(origin.primitive, [origin.source[0].map(function)])
  }

  private var magnitude: Value { get throws { try map { center, _ in try center.abs() } } }

  /// How many elements are computed for a function of each.
  private var cost: Int { origin.map { $0.source[0].cost } ?? center.shape.count }

  package var point: Value? { radius == nil ? center : nil }

  /// What radii may have lost by their own rounding, times themselves; `EnclosedEnergy` checks that it is no more.
  static let slack = 0x1p-20
  /// What a product or a quotient loses by underflow is less.
  static let tiny = 1e-300

  /// No less than the radius in exact arithmetic.
  package static func widened(_ radius: Value) throws -> Value {
    try radius * (1 + 2 * slack) + tiny
  }

  package static func image(of primitive: any Primitive, _ inputs: [Ball]) throws -> Ball {
    let type = try primitive.type(of: inputs.map(\.center.type))
    let isExact = inputs.allSatisfy { $0.radius == nil }
    let rounding = primitive.rounding(inputs.map(\.center.type), type)
    if isExact, !primitive.traits.isInexact {
      if case .none = rounding { return Ball(point: try apply(primitive, inputs.map(\.center))) }
      if !type.dtype.isFloat { return Ball(point: try apply(primitive, inputs.map(\.center))) }
    }
    if isExact, let whole = try Ball.whole(primitive, inputs) { return whole }
    // In single precision radii would lose more of themselves than the slack.
    if type.dtype == .float32 {
      return try Ball(Interval.image(of: primitive, inputs.map { try $0.ends }))
    }
    switch primitive.traits {
    case .linear(let linear) where linear.places.map({ inputs[$0].radius == nil }) ?? true:
      return try Ball.linear(primitive, linear, inputs, rounding)
    case .product(let product):
      return try Ball.product(primitive, product, inputs, rounding)
    case .selection where inputs[0].radius == nil:
      return try Ball.selected(primitive, inputs)
    case .curve(.rectifier, _), .curve(.absolute, _):
      // The slope is nowhere above 1.
      return Ball(center: try apply(primitive, [inputs[0].center]), radius: inputs[0].radius)
    case .distribution(let shares) where !shares.areLogarithms:
      return try inputs[0].softmax(shares.range)
    default:
      return try Ball(Interval.image(of: primitive, inputs.map { try $0.ends }))
    }
  }

  /// Sums and products of known whole numbers, which are not rounded: exponents of powers stay what they are.
  private static func whole(_ primitive: any Primitive, _ inputs: [Ball]) throws -> Ball? {
    switch primitive.traits {
    case .linear, .product: break
    default: return nil
    }
    guard primitive.isElementwise,
      try inputs.allSatisfy({ input in
        try input.center.known?.doubles.allSatisfy { $0 == $0.rounded() && abs($0) < 0x1p20 }
          ?? false
      })
    else { return nil }
    return Ball(point: try apply(primitive, inputs.map(\.center)))
  }

  // MARK: - Rules

  private static func linear(
    _ primitive: any Primitive, _ linear: Traits.Linear, _ inputs: [Ball], _ rounding: Rounding
  ) throws -> Ball {
    let center = try apply(primitive, inputs.map(\.center))
    if inputs.count == 1, case .none = rounding {
      var image = Ball(
        center: center,
        radius: try inputs[0].radius.map { try apply(primitive, [linear.positive($0)]) })
      if linear.isSpread || linear.isReshape { image.origin = (primitive, [inputs[0]]) }
      return image
    }
    // A sum's own rounding goes in with its terms.
    var terms = inputs.map(\.radius)
    if case .sum(let count) = rounding {
      let own = error(count, center.dtype)
      for k in inputs.indices where k != linear.places {
        terms[k] = try inputs[k].map { center, radius in
          let rounded = try center.abs() * own
          return try radius.map { try $0 + rounded } ?? rounded
        }
      }
    }
    var radius: Value?
    let known = inputs.indices.filter { terms[$0] != nil }
    if inputs.count == 2, linear.places == nil, known.count == 1, primitive.isElementwise {
      radius = terms[known[0]]
    } else if !known.isEmpty {
      radius = try apply(
        primitive,
        inputs.indices.map { k in
          if k == linear.places { return inputs[k].center }
          let term = try terms[k] ?? inputs[k].center.filled(0)
          return linear.direction(k) == .increasing ? term : try -term
        })
    }
    if case .result(let units) = rounding {
      let own = try center.abs() * rounded(units, center.dtype)
      radius = try radius.map { try $0 + own } ?? own
    }
    return Ball(center: center, radius: radius)
  }

  /// |AB - ab| <= (|a| + rA) rB + rA |b|, and the rounding of ab, which is a part of |a| |b|. The factor of which less has to
  /// be computed is the one that rounding goes to.
  private static func product(
    _ primitive: any Primitive, _ product: Traits.Product, _ inputs: [Ball], _ rounding: Rounding
  ) throws -> Ball {
    let (a, b) = (inputs[0], inputs[1])
    let center = try apply(primitive, [a.center, b.center])
    let own: Double
    switch (product, rounding) {
    case (.numbers, .result(let units)): own = rounded(units, center.dtype)
    case (.matrices(let transposeA, _), _):
      let shape = a.center.shape
      own = error(shape[shape.rank - (transposeA ? 2 : 1)], center.dtype)
    case (_, .sum(let count)): own = error(count, center.dtype)
    default: own = .infinity
    }
    let isFirst = b.radius == nil || (a.radius != nil && a.cost > b.cost)
    // The factor that rounding goes to, and the other one.
    let (light, heavy) = isFirst ? (b, a) : (a, b)
    func times(_ x: Value, _ y: Value) throws -> Value {
      try apply(primitive, isFirst ? [y, x] : [x, y])
    }
    let isNumbers = if case .numbers = product { true } else { false }
    if light.radius == nil, !isNumbers {
      let reach = try heavy.map { center, radius in
        let rounded = try center.abs() * own
        return try radius.map { try $0 + rounded } ?? rounded
      }
      return Ball(center: center, radius: try times(light.magnitude, reach) + tiny)
    }
    let near = try light.map { center, radius in
      let rounded = try center.abs() * own
      return try radius.map { try $0 + rounded } ?? rounded
    }
    var radius = try times(near, heavy.magnitude)
    if let reach = heavy.radius {
      let far = try light.map { center, radius in
        let size = try center.abs()
        return try radius.map { try size + $0 } ?? size
      }
      radius = try radius + times(far, reach)
    }
    return Ball(center: center, radius: try radius + tiny)
  }

  private static func selected(_ primitive: any Primitive, _ inputs: [Ball]) throws -> Ball {
    let radii = try inputs[1...].map { try $0.radius ?? $0.center.filled(0) }
    return Ball(
      center: try apply(primitive, inputs.map(\.center)),
      radius: try apply(primitive, [inputs[0].center] + radii))
  }

  /// Shares p of exponentials. Where logarithms of odds change by D at most, a share does by p (1 - p) (e^D - 1) at most;
  /// for each share D is its own radius and the largest one on its line.
  private func softmax(_ range: Range<Int>) throws -> Ball {
    let (dimensions, shape) = (Array(range), center.shape)
    let unit = center.dtype.unitRoundoff
    func all(_ value: Value) throws -> Value { try value.expanded(to: shape) }
    let shifted = try center - all(center.max(dimensions, keep: true))
    let powers = try shifted.exp()
    let shares = try powers / all(powers.sum(dimensions, keep: true))
    // Roundings of a power are like a change of its exponent.
    var moved = try shifted.abs() * (2 * unit) + 10 * unit
    if let radius { moved = try moved + radius }
    let reach = try moved + all(moved.max(dimensions, keep: true))
    let own = Ball.error(shape.count(range) + 6, center.dtype)
    let odds = try shares * ((1 - shares) + 4 * own) * (reach * reach.exp())
    return Ball(center: shares, radius: try odds + shares * own + Ball.tiny)
  }

  // MARK: - Other domains

  /// By its ends, rounded outward.
  private var ends: Interval {
    get throws {
      guard let radius else { return Interval(point: center, roundsOutward: true) }
      let reach =
        try Ball.widened(radius) + center.abs() * (4 * center.dtype.unitRoundoff)
      return Interval(
        lower: try center - reach, upper: try center + reach, roundsOutward: true)
    }
  }

  private init(_ ends: Interval) throws {
    if let point = ends.point {
      self.init(point: point)
      return
    }
    let center = try ends.lower * 0.5 + ends.upper * 0.5
    let reach = try (ends.upper - center).maximum(center - ends.lower)
    self.init(center: center, radius: try reach * (1 + 4 * center.dtype.unitRoundoff) + Ball.tiny)
  }

  /// Of sums and products that are off by a unit of the last place at most: IEEE 754 rounds them to the nearest number, half a
  /// unit away at most.
  private static func rounded(_ units: Double, _ dtype: DType) -> Double {
    (units == 1 ? 1 : 2 * units) * dtype.unitRoundoff
  }

  private static func error(_ terms: Int, _ dtype: DType) -> Double {
    let roundings = Double(terms + 2) * dtype.unitRoundoff
    return roundings < 0.25 ? roundings / (1 - roundings) : .infinity
  }
}

extension Traits.Linear {
  /// What gives a number that is not negative for one that is not.
  fileprivate func positive(_ radius: Value) throws -> Value {
    direction(0) == .increasing ? radius : try -radius
  }
}
