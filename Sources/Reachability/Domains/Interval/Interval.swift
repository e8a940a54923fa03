import Regions
import Tensors

/// A box: every element between its own two bounds. What interval bound propagation carries
/// (Gowal et al. 2018).
public struct Interval: ForwardDomain {
  public let lower: Value
  public let upper: Value
  public let point: Value?
  /// Whether images are widened by what rounding can do.
  let roundsOutward: Bool
  /// By what absolute values are smoothed in images.
  var smooth = 0.0
  /// The middle and one row of half the width, where that is the same for all rows. What rounds outward has none.
  var middle: (center: Value, radius: Value)?

  public init(lower: Value, upper: Value) {
    self.init(lower: lower, upper: upper, roundsOutward: false)
  }

  package init(lower: Value, upper: Value, roundsOutward: Bool) {
    self.lower = lower
    self.upper = upper
    self.roundsOutward = roundsOutward
    point = nil
  }

  /// A set of inputs, as bounds with these options begin.
  init(lower: Value, upper: Value, _ options: BoundOptions) {
    self.init(lower: lower, upper: upper, roundsOutward: options.isSound)
    smooth = options.smooth
  }

  init(_ set: Box, _ options: BoundOptions) {
    self.init(lower: set.lower, upper: set.upper, options)
    middle = options.isSound ? nil : set.middle
  }

  public init(point: Value) { self.init(point: point, roundsOutward: false) }

  package init(point: Value, roundsOutward: Bool) {
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
    let traits = primitive.traits
    if points.count == inputs.count, !traits.isInexact {
      let value = try apply(primitive, points)
      guard isSound else { return Interval(point: value) }
      if case .none = primitive.rounding(points.map(\.type)) {
        return Interval(point: value, roundsOutward: true)
      }
      guard traits.haveBounds else {
        throw UnboundedOperation(operation: primitive.name, domain: "interval")
      }
      return try Interval(lower: value, upper: value).widened(primitive, inputs)
    }
    let smooth = inputs.reduce(0) { max($0, $1.smooth) }
    let inputs = traits.forgetsNaN ? try inputs.map { try $0.total } : inputs
    var image = try computed(primitive, traits, inputs, smooth)
    if isSound { image = try image.widened(primitive, inputs) }
    image.smooth = smooth
    image.middle = try middle(primitive, inputs)
    return image
  }

  private static func computed(
    _ primitive: any Primitive, _ traits: Traits, _ inputs: [Interval], _ smooth: Double
  ) throws -> Interval {
    switch traits {
    case .linear(let linear):
      guard let places = linear.places, inputs[places].point == nil else {
        return try monotone(primitive, inputs, linear.direction)
      }
      guard case .picking(let dimension) = linear.form else { break }
      return try picked(primitive, dimension, inputs)
    case .distribution(let distribution): return try softmax(distribution, inputs[0])
    case .monotone(let directions), .steps(let directions):
      return try monotone(primitive, inputs) { directions[$0] }
    case .saturating, .extreme, .largest, .smallest, .stopped, .logSumExp:
      return try monotone(primitive, inputs)
    case .curve(let curve, _):
      switch curve {
      case .convex, .concave, .rectifier, .sShaped: return try monotone(primitive, inputs)
      case .absolute: return try valley(primitive, 0, inputs[0])
      case .valley(let lowest), .basin(let lowest, _):
        return try valley(primitive, lowest, inputs[0])
      case .root: return try monotone(primitive, [inputs[0].notNegative])
      case .pole: return try pole(primitive, inputs[0])
      }
    case .product(let product):
      switch product {
      case .numbers: return try cornerProduct(primitive, inputs, smooth)
      case .matrices, .convolution, .general:
        return try centeredProduct(primitive, inputs, smooth)
      }
    case .quotient: return try quotient(primitive, inputs)
    case .power: return try power(primitive, inputs)
    case .selection: return try selection(primitive, inputs)
    case .wave: return try wave(primitive, inputs[0])
    case .inexact: return try inexact(inputs)
    case .opaque: break
    }
    throw UnboundedOperation(operation: primitive.name, domain: "interval")
  }
}
