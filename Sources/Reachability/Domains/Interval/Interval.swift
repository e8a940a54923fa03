import Tensors

/// A box: every element between its own two bounds. What interval bound propagation carries
/// (Gowal et al. 2018).
public struct Interval: ForwardDomain {
  public let lower: Value
  public let upper: Value
  public let point: Value?
  /// Whether images are widened by what rounding can do.
  let roundsOutward: Bool

  public init(lower: Value, upper: Value) {
    self.init(lower: lower, upper: upper, roundsOutward: false)
  }

  init(lower: Value, upper: Value, roundsOutward: Bool) {
    self.lower = lower
    self.upper = upper
    self.roundsOutward = roundsOutward
    point = nil
  }

  public init(point: Value) { self.init(point: point, roundsOutward: false) }

  init(point: Value, roundsOutward: Bool) {
    lower = point
    upper = point
    self.point = point
    self.roundsOutward = roundsOutward
  }

  var center: Value { get throws { try point ?? lower * 0.5 + upper * 0.5 } }
  var radius: Value { get throws { try upper * 0.5 - lower * 0.5 } }

  public static func image(of primitive: any Primitive, _ inputs: [Interval]) throws -> Interval {
    let isSound = inputs.contains { $0.roundsOutward }
    let points = inputs.compactMap(\.point)
    if points.count == inputs.count, !primitive.isInexact {
      let value = try apply(primitive, points)
      guard isSound else { return Interval(point: value) }
      if case .none = primitive.rounding(points.map(\.type)) {
        return Interval(point: value, roundsOutward: true)
      }
      guard primitive.traits.haveBounds else {
        throw UnboundedOperation(operation: primitive.name, domain: "interval")
      }
      return try Interval(lower: value, upper: value).widened(primitive, inputs)
    }
    let inputs = primitive.forgetsNaN ? try inputs.map { try $0.total } : inputs
    let image = try computed(primitive, inputs)
    return isSound ? try image.widened(primitive, inputs) : image
  }

  private static func computed(_ primitive: any Primitive, _ inputs: [Interval]) throws -> Interval
  {
    let traits = primitive.traits
    if primitive.isInexact { return try inexact(inputs) }
    if let dimension = primitive.pickedDimension, inputs[1].point == nil {
      return try picked(primitive, dimension, inputs)
    }
    if let directions = traits.monotone {
      return try monotone(primitive, directions, inputs)
    }
    if traits.isProduct {
      return primitive.isElementwise
        ? try cornerProduct(primitive, inputs) : try centeredProduct(primitive, inputs)
    }
    if let lowest = traits.lowest { return try valley(primitive, lowest, inputs[0]) }
    if traits.hasPoleAtZero { return try pole(primitive, inputs[0]) }
    if traits.isWave { return try wave(primitive, inputs[0]) }
    if traits.isPower { return try power(primitive, inputs) }
    if traits.isQuotient { return try quotient(primitive, inputs) }
    if traits.isSelection { return try selection(primitive, inputs) }
    throw UnboundedOperation(operation: primitive.name, domain: "interval")
  }
}
