import Tensors

/// Boxes of one width for all rows keep their middle: its images are those of the function itself, and the width is
/// carried for one row.
extension Interval {
  /// The middle of an image that only moves elements.
  static func middle(
    _ primitive: any Primitive, _ inputs: [Interval]
  ) throws -> (center: Value, radius: Value)? {
    guard inputs.count == 1, let middle = inputs[0].middle,
      case .linear(let linear) = primitive.traits, case .reshape = linear.form,
      let one = inputs[0].one(primitive, [middle.center.type], [true])
    else { return nil }
    return (try apply(primitive, [middle.center]), try apply(one, [middle.radius]))
  }

  /// Middle and radius of the product of a box of one width with a fixed factor; nil for other boxes.
  static func oneRadius(
    _ primitive: any Primitive, _ inputs: [Interval], _ smooth: Double
  ) throws -> (center: Value, radius: Value)? {
    guard let middle = inputs[0].middle, let factor = inputs[1].point,
      let one = inputs[0].one(primitive, [middle.center.type, factor.type], [true, false])
    else { return nil }
    return (
      try apply(primitive, [middle.center, factor]),
      try apply(one, [middle.radius, factor.magnitude(smooth: smooth)])
    )
  }

  /// The operation on one row; nil where it mixes rows, or takes rows of what is fixed.
  private func one(
    _ primitive: any Primitive, _ types: [TensorType], _ varying: [Bool]
  ) -> (any Primitive)? {
    guard case .apart(let one, let shared) = primitive.rows(types, varying: varying),
      types.indices.allSatisfy({ varying[$0] || shared.contains($0) })
    else { return nil }
    return one
  }
}
