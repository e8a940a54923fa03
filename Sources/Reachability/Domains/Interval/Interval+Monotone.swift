import Tensors

extension Interval {
  /// Where every output moves one way with each input, the ends of the inputs give the ends of the
  /// output. Holds for all linear operations without negative coefficients too.
  static func monotone(
    _ primitive: any Primitive, _ inputs: [Interval],
    _ direction: (Int) -> Traits.Direction = { _ in .increasing }
  ) throws -> Interval {
    let pairs = inputs.enumerated().map { ($1, direction($0)) }
    return Interval(
      lower: try apply(primitive, pairs.map { $1 == .increasing ? $0.lower : $0.upper }),
      upper: try apply(primitive, pairs.map { $1 == .increasing ? $0.upper : $0.lower }))
  }

  /// Without what is below zero: of numbers that are not.
  var notNegative: Interval {
    get throws {
      Interval(
        lower: try lower.maximum(0), upper: try upper.maximum(0), roundsOutward: roundsOutward)
    }
  }

  /// A function that falls to its minimum at `lowest` and rises after it.
  static func valley(
    _ primitive: any Primitive, _ lowest: Double, _ x: Interval
  ) throws -> Interval {
    let nearest = try x.lower.maximum(x.upper.minimum(lowest))
    let ends = (try apply(primitive, [x.lower]), try apply(primitive, [x.upper]))
    return Interval(lower: try apply(primitive, [nearest]), upper: try ends.0.maximum(ends.1))
  }

  /// A function that falls on each side of its pole at zero; unbounded where the set contains the
  /// pole.
  static func pole(_ primitive: any Primitive, _ x: Interval) throws -> Interval {
    let (low, high) = (try apply(primitive, [x.upper]), try apply(primitive, [x.lower]))
    let oneSided = try (x.lower * x.upper).greater(than: 0)
    return Interval(
      lower: try oneSided.select(low, low.filled(-.infinity)),
      upper: try oneSided.select(high, high.filled(.infinity)))
  }

  /// A choice by a mask: of the chosen operand where the mask is known, of both where it is not.
  static func selection(_ primitive: any Primitive, _ inputs: [Interval]) throws -> Interval {
    let (mask, a, b) = (inputs[0], inputs[1], inputs[2])
    if let mask = mask.point {
      return Interval(
        lower: try apply(primitive, [mask, a.lower, b.lower]),
        upper: try apply(primitive, [mask, a.upper, b.upper]))
    }
    // The mask is certainly zero, certainly not zero, or unknown.
    let zero = try mask.lower.equals(mask.lower.filled(0)) * mask.upper.equals(mask.upper.filled(0))
    let nonzero = try (mask.lower * mask.upper).greater(than: 0)
    let either = (try a.lower.minimum(b.lower), try a.upper.maximum(b.upper))
    return Interval(
      lower: try zero.select(b.lower, nonzero.select(a.lower, either.0)),
      upper: try zero.select(b.upper, nonzero.select(a.upper, either.1)))
  }

  /// A number that is known to within an error.
  static func inexact(_ inputs: [Interval]) throws -> Interval {
    let error = try inputs[1].magnitude
    return Interval(lower: try inputs[0].lower - error, upper: try inputs[0].upper + error)
  }

  /// Elements at places that vary: any of those along the dimension.
  static func picked(
    _ primitive: any Primitive, _ dimension: Int, _ inputs: [Interval]
  ) throws -> Interval {
    let type = try primitive.type(of: inputs.map(\.lower.type))
    func spread(_ extreme: Value) throws -> Value { try extreme.expanded(to: type.shape) }
    return Interval(
      lower: try spread(inputs[0].lower.min([dimension], keep: true)),
      upper: try spread(inputs[0].upper.max([dimension], keep: true)))
  }
}
