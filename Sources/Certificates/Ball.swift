import Reachability
import Tensors

/// Every element within a radius of a center: midpoint-radius arithmetic (Rump, BIT 39, 1999), as a domain that is carried
/// through graphs. Of thin sets it is hardly wider than bounds by their ends, and three products of matrices do the work of
/// eight.
///
/// A radius holds what the element varies by, and what rounding has done to the center. Radii are sums of products of numbers
/// that are not negative, and of terms that are rounded up; that they are rounded themselves changes them by a small part,
/// which `widened` makes up for once.
struct Ball: ForwardDomain {
  let center: Value
  /// Nil where the element is known exactly.
  let radius: Value?

  init(point: Value) {
    center = point
    radius = nil
  }

  init(center: Value, radius: Value?) {
    self.center = center
    self.radius = radius
  }

  var point: Value? { radius == nil ? center : nil }

  /// What radii may have lost by their own rounding, times themselves; `EnclosedEnergy` checks that it is no more.
  static let slack = 0x1p-20
  /// What a product or a quotient loses by underflow is less.
  static let tiny = 1e-300

  /// No less than the radius in exact arithmetic.
  static func widened(_ radius: Value) throws -> Value { try radius * (1 + 2 * slack) + tiny }

  static func image(of primitive: any Primitive, _ inputs: [Ball]) throws -> Ball {
    let type = try primitive.type(of: inputs.map(\.center.type))
    let isExact = inputs.allSatisfy { $0.radius == nil }
    let rounding = primitive.rounding(inputs.map(\.center.type), type)
    if isExact, !primitive.traits.isInexact {
      if case .none = rounding { return Ball(point: try apply(primitive, inputs.map(\.center))) }
      if !type.dtype.isFloat { return Ball(point: try apply(primitive, inputs.map(\.center))) }
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

  // MARK: - Rules

  private static func linear(
    _ primitive: any Primitive, _ linear: Traits.Linear, _ inputs: [Ball], _ rounding: Rounding
  ) throws -> Ball {
    let center = try apply(primitive, inputs.map(\.center))
    // A sum's own rounding goes in with its terms.
    var terms = inputs.map(\.radius)
    if case .sum(let count) = rounding {
      for k in inputs.indices where k != linear.places {
        let own = try inputs[k].center.abs() * error(count, center.dtype)
        terms[k] = try terms[k].map { try $0 + own } ?? own
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
      let own = try center.abs() * (2 * units * center.dtype.unitRoundoff)
      radius = try radius.map { try $0 + own } ?? own
    }
    return Ball(center: center, radius: radius)
  }

  /// |AB - ab| <= |a| rB + rA (|b| + rB), and the rounding of ab.
  private static func product(
    _ primitive: any Primitive, _ product: Traits.Product, _ inputs: [Ball], _ rounding: Rounding
  ) throws -> Ball {
    let (a, b) = (inputs[0], inputs[1])
    let center = try apply(primitive, [a.center, b.center])
    var terms: [Value] = []
    func add(_ left: Value, _ right: Value) throws {
      terms.append(try apply(primitive, [left, right]))
    }
    let own: Double
    switch (product, rounding) {
    case (.numbers, .result(let units)): own = 2 * units * center.dtype.unitRoundoff
    case (.matrices(let transposeA, _), _):
      let shape = a.center.shape
      own = error(shape[shape.rank - (transposeA ? 2 : 1)], center.dtype)
    case (_, .sum(let count)): own = error(count, center.dtype)
    default: own = .infinity
    }
    if case .numbers = product {
      if let r = b.radius { try add(a.center.abs(), r) }
      if let r = a.radius { try add(r, b.radius.map { try b.center.abs() + $0 } ?? b.center.abs()) }
      terms.append(try center.abs() * own + tiny)
    } else if b.radius == nil, let r = a.radius {
      try add(r + a.center.abs() * own, b.center.abs())
    } else {
      let rounded = try b.center.abs() * own
      try add(a.center.abs(), b.radius.map { try $0 + rounded } ?? rounded)
      if let r = a.radius { try add(r, b.radius.map { try b.center.abs() + $0 } ?? b.center.abs()) }
    }
    let radius = try terms[1...].reduce(terms[0]) { try $0 + $1 }
    if case .numbers = product { return Ball(center: center, radius: radius) }
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

  private static func error(_ terms: Int, _ dtype: DType) -> Double {
    let roundings = Double(terms + 2) * dtype.unitRoundoff
    return roundings < 0.25 ? roundings / (1 - roundings) : .infinity
  }
}
